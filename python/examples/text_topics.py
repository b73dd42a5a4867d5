"""Topics of texts from embeddings, told by words.

As topic models on embeddings do, texts are clustered by vectors that were computed before; the vectors' dimensions
mean nothing to a reader, so the clusters are explained by the words of the texts. How far words say the same as the
clusters is told. The texts are docstrings of Python's library, their vectors latent semantic indexing of them.
"""

import http.client
import inspect
import math
import random
import shutil
import socket
import statistics
from urllib import request

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

import neonxai

modules = [math, statistics, random, socket, http.client, request, shutil]
parts = [part for module in modules for _, part in inspect.getmembers(module, callable)]
texts = sorted({text for part in parts if (text := inspect.getdoc(part)) and len(text) > 60})

vectorizer = TfidfVectorizer(stop_words="english", min_df=3, token_pattern="[a-z]{3,}", sublinear_tf=True)
words = vectorizer.fit_transform(texts)
embeddings = normalize(TruncatedSVD(12, random_state=0).fit_transform(words))  # or those of any language model
topic = KMeans(4, n_init=10, random_state=0).fit_predict(embeddings)

why = neonxai.explain_labels(words, topic, feature_names=vectorizer.get_feature_names_out().tolist())
print(f"{len(texts)} texts; words say the same topic as the embeddings for {why.agreement:.0%}")
for name, row in why.by_cluster().iterrows():
    print(f"topic {name} ({np.sum(topic == name)}):", ", ".join(row.nlargest(6).index))
