"""Clever Hans: digits that are in their cluster for a wrong reason are found among the reasons (SpRAy).

A third of the sevens of scikit-learn's handwritten digits get a bright mark in a corner, as a scanner or a stamp would
leave it. Clusters of pixels do not show it; clusters of relevances do.

Source: Lapuschkin et al., "Unmasking Clever Hans predictors and assessing what machines really learn", Nature
Communications 10, 2019.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.preprocessing import normalize

import neonxai

digits, label = load_digits(return_X_y=True)
sevens = np.flatnonzero(label == 7)
marked = sevens[::3]
digits[marked, :2] = 16  # the corner's first two pixels, which are dark elsewhere

# SpRAy in three lines: explain, cluster the reasons, look at the odd group.
why = neonxai.explain_labels(digits, label)
group = neonxai.KMeans(2, random_state=0).fit_predict(normalize(why.values[sevens]))
odd = sevens[group == np.argmin(np.bincount(group))]

apart = why.values[odd].mean(axis=0) - why.values[sevens].mean(axis=0)
row, column = divmod(int(apart.argmax()), 8)
print(f"{len(odd)} of {len(sevens)} sevens have reasons of their own; {np.isin(odd, marked).sum()} of them are marked")
print(f"{len(marked)} were marked; what sets their reasons apart is pixel {row}, {column}")
