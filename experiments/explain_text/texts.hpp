#pragma once
#include <neon/text/corpus.hpp>

#include <filesystem>
#include <string>

namespace neon::experiments::explain_text {

/// The texts of a user.
struct Texts {
  Corpus corpus;
  std::string sha256;  ///< of their names and contents, in order
};

/// Reads a folder of text files, the text column of a table, or an archive of messages.
/// @param column of a table; empty for the others
/// @param usenet drop headers, quotes and footers; an archive's messages always do
/// @throws Error as the readers do, or if a table's column is not named
Texts read_texts(const std::filesystem::path& input, const std::string& column, bool usenet);

}  // namespace neon::experiments::explain_text
