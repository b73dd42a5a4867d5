#pragma once
#include <neon/tables/detail/npy_header.hpp>

#include <string_view>

namespace neon {

/// Do these first four bytes look like an IDX file: 0, 0, type of number, number of dimensions?
bool is_idx(std::string_view start);

/// Takes the header of an IDX file of any type and shape off a stream.  @throws Error if it is none, or cut off
ArrayLayout read_idx_header(ByteStream& stream);

}  // namespace neon
