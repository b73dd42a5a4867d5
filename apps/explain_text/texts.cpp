#include "apps/explain_text/texts.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <array>

#include "datasets/digest.hpp"

namespace neon::experiments::explain_text {
namespace {

bool is_archive(const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 6> endings{".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".zip"};
  const std::string name = file.filename().string();
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

std::string digest(const std::vector<Message>& messages) {
  datasets::Sha256 sha256;
  for (const Message& message : messages) {
    const std::string title = fmt::format("{}\n{}\n", message.id, message.text.size());
    sha256.update(title.data(), title.size());
    sha256.update(message.text.data(), message.text.size());
  }
  return sha256.hex();
}

}  // namespace

Texts read_texts(const std::filesystem::path& input, const std::string& column, const CsvOptions& table, bool usenet) {
  std::error_code error;
  const std::string name = input.string();
  const bool folder = std::filesystem::is_directory(input, error), archive = !folder && is_archive(input);
  require(folder || std::filesystem::exists(input, error), "{}: no such file or folder", name);
  require(column.empty() || !(folder || archive), "--column: {} is no table", name);
  require(!column.empty() || folder || archive, "{}: is no folder; --column should name the text column of a table",
          name);
  Texts texts;
  std::vector<Message> messages = folder    ? read_text_folder(input)
                                  : archive ? read_message_archive(input)
                                            : read_text_column(input, column, table, &texts.remarks);
  texts.sha256 = digest(messages);
  texts.corpus = make_corpus(std::move(messages), {.clean = usenet || archive, .letters = Letters::utf8});
  return texts;
}

}  // namespace neon::experiments::explain_text
