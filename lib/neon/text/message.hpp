#pragma once
#include <neon/tables/csv.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon {

/// One text as it was found: a Usenet message, a file of a folder, a row of a table.
struct Message {
  std::string id;     ///< unique: "talk.politics.guns/54301", the path in the folder, or the row's number
  std::string group;  ///< the class: newsgroup, first folder of the path, or empty
  bool test = false;  ///< of the test half of a corpus that is split
  std::string text;   ///< raw bytes, whatever their encoding
};

/// Reads a corpus of messages from an archive (tar with any usual compression, zip), streamed. A member
/// "<corpus>-<train|test>/<group>/<number>" becomes the message "<group>/<number>"; other members are refused.
/// @return sorted by path as bytes, whatever the order in the archive: test before train, groups in alphabetical order
/// @throws Error naming the file, and for a damaged archive the last member and the offset where reading stopped: not
///   an archive, truncated, corrupt, a member elsewhere, a path that occurs twice, no message
std::vector<Message> read_message_archive(const std::filesystem::path& archive);

/// Reads every file of a folder and its folders; the group is the first folder of the path, empty for files directly in
/// it. Files and folders whose name starts with '.' are left out.
/// @return sorted by path as bytes
/// @throws Error if the folder does not exist, holds no file, or a file cannot be read
std::vector<Message> read_text_folder(const std::filesystem::path& folder);

/// Reads the text column of a table, delimited text as read_csv takes it: quoted cells may hold delimiters, line breaks
/// and doubled quotes.
/// @param column the name of the text column, or its number from 0
/// @param options its delimiter, remarks and header (present unless it is said to be absent), and a label column, whose
///   texts are the groups
/// @param remarks where given, what was left out is told there, a sentence each
/// @return in the order of the rows; the id is the number of the line where the row starts
/// @throws Error naming file and line: missing file, no such column (lists the ones there are), ragged row, a quote not
///   closed, no rows
std::vector<Message> read_text_column(const std::filesystem::path& table, const std::string& column,
                                      const CsvOptions& options = {}, std::vector<std::string>* remarks = nullptr);

}  // namespace neon
