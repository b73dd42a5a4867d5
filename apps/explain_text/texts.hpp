#pragma once
#include <neon/text/corpus.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon::experiments::explain_text {

/// The texts of a user.
struct Texts {
  Corpus corpus;
  std::string sha256;                ///< of their names and contents, in order
  std::vector<std::string> remarks;  ///< what was left out when reading, a sentence each
};

/// Reads a folder of text files, the text column of a table, or an archive of messages.
/// @param column of a table; empty for the others
/// @param table how to read it; its label column holds the groups
/// @param usenet drop headers, quotes and footers; an archive's messages always do
/// @throws Error as the readers do, or if a table's column is not named
Texts read_texts(const std::filesystem::path& input, const std::string& column, const CsvOptions& table, bool usenet);

}  // namespace neon::experiments::explain_text
