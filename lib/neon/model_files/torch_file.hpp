#pragma once
#include <neon/layers/state_dict.hpp>

#include <filesystem>

namespace neon {

/// The state dict of a PyTorch file (.pt, .pth, .th, .tar): a dictionary of tensors, or one that holds it beside other
/// things (state_dict, model, model_state_dict, net); of the zip format and of the one before PyTorch 1.6, told apart
/// by content. A "module." before all names goes. Nothing is run: tensors, dictionaries, lists, numbers and texts are
/// read, a pickle that asks for anything else is refused by name. Memory is in proportion to the file. Source: PyTorch,
/// torch/serialization.py.
/// @throws Error naming the file, the byte or the tensor: neither format, cut off, compressed, asking for code, of an
/// unknown element type, with a shape that its storage does not hold, or without tensors
StateDict read_state_dict(const std::filesystem::path& path);

}  // namespace neon
