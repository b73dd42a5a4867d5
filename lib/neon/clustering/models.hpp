#pragma once
#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/model.hpp>
#include <neon/clustering/spherical_kmeans.hpp>

/// ClusterModel with the models of the paper and their nearest relatives.
