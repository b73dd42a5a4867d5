#include "fuzz/harnesses.hpp"

#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/images/image.hpp>
#include <neon/model_files/convolution_weights.hpp>
#include <neon/model_files/imported_model.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/model_files/torch_file.hpp>
#include <neon/tables/detail/archive_reader.hpp>
#include <neon/tables/idx.hpp>
#include <neon/tables/table_stream.hpp>
#include <neon/text/clean_message.hpp>
#include <neon/text/corpus.hpp>
#include <neon/text/word_vectors.hpp>

#include "fuzz/file_in_memory.hpp"
#include "fuzz/promise.hpp"

namespace neon::fuzz {
namespace {

/// The bytes up to the first line end are the options of the reader, the rest is the file.
std::pair<std::string_view, std::string_view> head_and_rest(std::string_view bytes) {
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  return {bytes.substr(0, end), bytes.substr(std::min(end + 1, bytes.size()))};
}

void check_table(const Table& table) {
  promise(table.values.allFinite(), "a table that was read holds a number that is not finite");
  promise(table.values.rows() > 0 && table.values.cols() >= 0, "a table without rows was read");
  promise(table.feature_names.empty() || static_cast<Index>(table.feature_names.size()) == table.values.cols(),
          "a table has another number of names than columns");
  promise(!table.labels || static_cast<Index>(table.labels->size()) == table.values.rows(),
          "a table has another number of labels than rows");
}

void read_delimited(std::string_view bytes) {
  const auto [head, rest] = head_and_rest(bytes);
  CsvOptions options;
  for (const char letter : head) {
    if (letter == 'p') options.header = CsvHeader::present;
    if (letter == 'a') options.header = CsvHeader::absent;
    if (letter == ',' || letter == ';' || letter == ' ' || letter == '|') options.delimiter = letter;
    if (letter == 'd') options.decimal = ',';
    if (letter == '#') options.comment = '#';
    if (letter >= '0' && letter <= '9') options.label_column = Index{letter - '0'};
    if (letter == 'l') options.label_column = std::string(1, letter);
    if (letter == 'i') options.index = std::string(1, letter);
    if (letter == 'x') options.drop = {"x"};
  }
  check_table(parse_csv(std::string(rest), "text", options));
}

/// Any table: the first bytes say what it is.
void read_any_table(std::string_view bytes) {
  const FileInMemory file(bytes);
  check_table(read_table(file.path()));
}

void read_any_labels(std::string_view bytes) {
  const FileInMemory file(bytes);
  promise(!read_labels(file.path()).labels.empty(), "labels of no points were read");
}

void read_idx(std::string_view bytes) {
  const FileInMemory file(bytes);
  attempt([&] {
    const IdxImages images = read_idx_images(file.path());
    promise(images.pixels.size() == 0 || (images.pixels.minCoeff() >= 0 && images.pixels.maxCoeff() <= 1),
            "a pixel is beyond 0 ... 1");
  });
  attempt([&] { read_idx_labels(file.path()); });
  read_any_table(bytes);
}

void read_model(std::string_view bytes) {
  const FileInMemory file(bytes);
  attempt([&] { load_model(file.path()); });
  attempt([&] { load_scaling(file.path()); });
  attempt([&] { import_model(file.path()); });
}

/// All that is in the file.
void read_group(const ResultReader& file, const std::string& group) {
  for (const std::string& name : file.attributes(group)) {
    attempt([&] { file.number(group, name); });
    attempt([&] { file.integer(group, name); });
    attempt([&] { file.flag(group, name); });
    attempt([&] { file.text(group, name); });
  }
  for (const std::string& name : file.datasets(group)) {
    const std::string path = group + "/" + name;
    attempt([&] { file.layout(path); });
    attempt([&] { file.matrix(path); });
    attempt([&] { file.float_matrix(path); });
    attempt([&] { file.integer_matrix(path); });
    attempt([&] { file.vector(path); });
    attempt([&] { file.labels(path); });
    attempt([&] { file.strings(path); });
  }
  for (const std::string& name : file.groups(group)) read_group(file, group + "/" + name);
}

void read_result(std::string_view bytes) {
  const FileInMemory file(bytes);
  attempt([&] { read_group(ResultReader(file.path()), ""); });
  read_any_table(bytes);
}

void check_convolutions(const std::vector<Convolution>& convolutions) {
  for (const Convolution& one : convolutions) try {
      one.check();
    } catch (const Error& broken) {
      promise(false, broken.what());
    }
}

void read_weights(std::string_view bytes) {
  const FileInMemory file(bytes);
  check_convolutions(read_convolutions(file.path()));
}

void read_torch(std::string_view bytes) {
  const FileInMemory file(bytes);
  const StateDict state = read_state_dict(file.path());
  promise(!state.tensors().empty(), "a state dict without tensors was read");
  for (const WeightTensor& tensor : state.tensors()) {
    double numbers = 1;
    for (const Index extent : tensor.shape) numbers *= static_cast<double>(extent);
    promise(numbers == static_cast<double>(tensor.values.size()), "a tensor has other numbers than its shape says");
    attempt([&] { state.find(tensor.name); });
  }
}

void read_vectors(std::string_view bytes) {
  const FileInMemory file(bytes);
  Vocabulary words;
  for (const char* word : {"the", "a", "word", "zebra"}) words.add(word);
  promise(read_word_vectors(file.path(), words).values.allFinite(), "a word vector holds a number that is not finite");
}

void read_archive(std::string_view bytes) {
  const FileInMemory file(bytes);
  attempt([&] { read_message_archive(file.path()); });
  ArchiveReader reader{std::filesystem::path(file.path())};
  std::array<char, 4096> content{};
  // What is unpacked of a small file may be large: it is thrown away, but takes time.
  std::size_t left = std::size_t{1} << 24;
  while (reader.next())
    while (const std::size_t count = reader.read(content.data(), std::min(left, content.size()))) left -= count;
}

void clean(std::string_view bytes) {
  promise(clean_message(bytes).size() <= bytes.size(), "a message grew when it was cleaned");
  for (const Letters letters : {Letters::ascii, Letters::utf8}) {
    const Corpus corpus =
        make_corpus({{"id", "group", false, std::string(bytes)}}, {.clean = true, .letters = letters});
    for (const Document& document : corpus.documents)
      for (const Occurrence& word : document.occurrences)
        promise(word.span.size > 0 && std::size_t{word.span.first} + word.span.size <= document.text.size(),
                "a word is beyond its text");
  }
}

void read_picture(std::string_view bytes) {
  const FileInMemory file(bytes);
  const Image image = read_image(file.path());
  promise(image.height > 0 && image.width > 0 && static_cast<Index>(image.rgb.size()) == 3 * image.height * image.width,
          "a picture has other than height times width pixels");
}

}  // namespace

const std::vector<Harness>& harnesses() {
  static const std::vector<Harness> all{
      {"delimited", read_delimited}, {"npy", read_any_table},   {"labels", read_any_labels}, {"idx", read_idx},
      {"model", read_model},         {"result", read_result},   {"onnx", read_weights},      {"keras", read_weights},
      {"vectors", read_vectors},     {"archive", read_archive}, {"message", clean},          {"picture", read_picture},
      {"torch", read_torch}};
  return all;
}

void run(const Harness& harness, std::string_view bytes) {
  attempt([&] { harness.read(bytes); });
}

}  // namespace neon::fuzz
