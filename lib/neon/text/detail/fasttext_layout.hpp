#pragma once
#include <neon/tables/detail/byte_stream.hpp>

#include <string>

namespace neon {

/// Goes through a fastText model: its library takes what it finds, and reads and writes beyond its arrays where sizes,
/// counts and rows do not fit together.
/// @param file plain or gzip
/// @throws Error if the file is cut off, announces more than it can hold, or its parts do not fit together
void require_fasttext_layout(const std::string& file);

}  // namespace neon
