#pragma once
#include <neon/clustering/model.hpp>

#include <nanobind/nanobind.h>
#include <string>

namespace neonxai {

/// Names and values.
using NamedValues = nanobind::typed<nanobind::dict, nanobind::str, nanobind::any>;

/// The parameters of a model, under the names that they have in model files.
NamedValues parameters_of(const neon::ClusterModel& model);

/// A model of any listed kind from its parameters; optional ones may be missing, and others are left alone.
/// @throws neon::Error naming the kind and the parameter that is missing or of another type, or where they make no
/// model
neon::ClusterModel model_of(const std::string& kind, const NamedValues& parameters);

}  // namespace neonxai
