"""Types of cells from a sparse table of 20,000 genes, told by genes.

The usual way: counts are scaled and logarithms taken, components of the table are clustered. The whole way back is
linear, so the clusters of components are explained by the genes. Here counts are drawn at random: three types, each
with 30 genes that it expresses more than the others.
"""

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.pipeline import make_pipeline

import neonxai

cells, genes, types, markers = 400, 20_000, 3, 30
random = np.random.default_rng(0)
kind = random.integers(types, size=cells)
drawn = cells * genes // 50
where = (random.integers(cells, size=drawn), random.integers(genes, size=drawn))
counts = sparse.coo_array((np.ones(drawn), where), shape=(cells, genes)).tolil()
for type_ in range(types):
    rows = np.flatnonzero(kind == type_)
    first = 1000 * type_
    counts[rows, first : first + markers] = random.poisson(4, size=(len(rows), markers))
counts = counts.tocsr()

depth = np.asarray(counts.sum(axis=1)).ravel()
table = sparse.csr_array(counts.multiply(1e3 / depth[:, None])).log1p()
model = make_pipeline(TruncatedSVD(10, random_state=0), KMeans(types, n_init=5, random_state=0)).fit(table)

why = neonxai.explain(model, table, feature_names=[f"gene{i}" for i in range(genes)])
print(f"{table.shape[0]} cells, {table.shape[1]} genes, {table.nnz / np.prod(table.shape):.1%} of the table not 0")
for cluster, row in why.by_cluster().iterrows():
    top = row.nlargest(markers)
    main = np.bincount(kind[why.cluster == cluster]).argmax()
    found = sum(1000 * main <= int(name[4:]) < 1000 * main + markers for name in top.index)
    print(f"cluster {cluster}: {found} of its {markers} most relevant genes are markers of type {main}")
