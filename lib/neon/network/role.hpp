#pragma once

namespace neon {

/// What a node of a network does: by its role a composite finds the rule that carries relevance across it.
enum class Role {
  input,         ///< a layer with weights that reads the features
  hidden,        ///< a layer with weights further up
  detection,     ///< one neuron per competitor, or pairs of members: its outputs are told apart by a pool
  pool,          ///< soft or hard: shares its relevance among its inputs by itself
  element_wise,  ///< rectifiers, normalisation: passes relevance on by itself
};

}  // namespace neon
