#pragma once
#include <neon/io/table_stream.hpp>

namespace neon {

/// open_table, where `vectors` are tables of one column too: one-dimensional arrays.
std::unique_ptr<TableReader> open_source(const std::string& source, const CsvOptions& options, bool vectors);

}  // namespace neon
