"""scikit-learn's GaussianMixture after some iterations of EM from given clusters.

gaussian_mixture_oracle.py FOLDER COVARIANCE ITERATIONS REGULARISATION
  reads points.csv, labels.csv; writes means.csv, weights.csv, covariances.csv (one covariance below the other), log_densities.csv
"""

import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.mixture import GaussianMixture

folder, covariance, iterations, regularisation = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
x = np.loadtxt(folder / "points.csv", delimiter=",", ndmin=2)
labels = np.loadtxt(folder / "labels.csv", dtype=int)
clusters = labels.max() + 1
d = x.shape[1]


class FromClusters(GaussianMixture):
    """Starts at the clusters of `labels`."""

    def _initialize_parameters(self, points, random_state):
        self._initialize(points, np.eye(clusters)[labels])


model = FromClusters(clusters, covariance_type=covariance, max_iter=iterations, tol=0, reg_covar=regularisation)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    model.fit(x)
matrices = {
    "full": lambda c: c,
    "tied": lambda c: np.array([c] * clusters),
    "diag": lambda c: np.array([np.diag(row) for row in c]),
    "spherical": lambda c: np.array([v * np.eye(d) for v in c]),
}[covariance](model.covariances_)
for name, values in {
    "means": model.means_,
    "weights": model.weights_[:, None],
    "covariances": matrices.reshape(clusters * d, d),
    "log_densities": model._estimate_weighted_log_prob(x),
}.items():
    np.savetxt(folder / f"{name}.csv", values, delimiter=",", fmt="%.17g")
