#include <neon/text/message.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <zlib.h>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;
using Members = std::vector<std::pair<std::string, std::string>>;

namespace {

void write_archive(const std::filesystem::path& path, const Members& members, bool gzip = true) {
  archive* out = archive_write_new();
  if (gzip) archive_write_add_filter_gzip(out);
  archive_write_set_format_ustar(out);
  REQUIRE(archive_write_open_filename(out, path.c_str()) == ARCHIVE_OK);
  for (const auto& [name, text] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    const bool folder = name.back() == '/';
    archive_entry_set_filetype(entry, folder ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    REQUIRE(archive_write_header(out, entry) == ARCHIVE_OK);
    if (!text.empty()) REQUIRE(archive_write_data(out, text.data(), text.size()) >= 0);
    archive_entry_free(entry);
  }
  REQUIRE(archive_write_close(out) == ARCHIVE_OK);
  archive_write_free(out);
}

void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) == static_cast<int>(bytes.size()));
  REQUIRE(gzclose(file) == Z_OK);
}

const Members sample = {{"news-train/", ""},
                        {"news-train/sci.space/20", "moon\xe9"},
                        {"./news-train/alt.atheism/7", std::string(300000, 'x')},
                        {"news-train/sci.space/100", ""},
                        {"news-test/sci.space/3", "test"}};

std::string error_of(const Members& members) {
  const ScratchFolder folder;
  write_archive(folder / "a.tar.gz", members);
  return message_of([&] { read_message_archive(folder / "a.tar.gz"); });
}

/// Text that does not compress away, so that a damaged byte is a byte of a message.
std::string noise(std::size_t size) {
  std::string text;
  for (std::uint32_t state = 1; text.size() < size; state = state * 1664525U + 1013904223U)
    text += static_cast<char>('a' + (state >> 24) % 26);
  return text;
}

}  // namespace

TEST_CASE("an archive's messages come sorted, byte for byte, with group and half") {
  const ScratchFolder folder;
  const bool gzip = GENERATE(true, false);
  write_archive(folder / "a.tar", sample, gzip);
  const std::vector<Message> messages = read_message_archive(folder / "a.tar");
  REQUIRE(messages.size() == 4);
  CHECK(messages[0].id == "sci.space/3");
  CHECK(messages[0].test);
  CHECK(messages[1].id == "alt.atheism/7");
  CHECK(messages[1].group == "alt.atheism");
  CHECK_FALSE(messages[1].test);
  CHECK(messages[1].text == std::string(300000, 'x'));
  CHECK(messages[2].id == "sci.space/100");
  CHECK(messages[2].text.empty());
  CHECK(messages[3].text == "moon\xe9");
}

TEST_CASE("a truncated archive is refused with the place where it ends") {
  const ScratchFolder folder;
  Members members;
  for (int n = 10; n < 20; ++n) members.emplace_back(fmt::format("news-train/g/{}", n), noise(20000));
  write_archive(folder / "a.tar.gz", members);
  const std::string bytes = slurp(folder / "a.tar.gz");
  const std::size_t left = bytes.size() - GENERATE_COPY(bytes.size() / 2, std::size_t{1000}, std::size_t{1});
  spit(folder / "cut.tar.gz", bytes.substr(0, left));
  const std::string message = message_of([&] { read_message_archive(folder / "cut.tar.gz"); });
  CHECK_THAT(message, Contains("cut.tar.gz: not a readable archive at byte ") &&
                          Contains("in or after 'news-train/g/1") && Contains("cut off"));
}

TEST_CASE("a flipped bit in an archive does not pass for text") {
  const ScratchFolder folder;
  write_archive(folder / "a.tar.gz", {{"news-train/g/1", noise(20000)}});
  std::string bytes = slurp(folder / "a.tar.gz");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  spit(folder / "a.tar.gz", bytes);
  CHECK_THAT(message_of([&] { read_message_archive(folder / "a.tar.gz"); }), Contains("not a readable archive"));
}

TEST_CASE("what is no archive of messages is refused") {
  const ScratchFolder folder;
  CHECK_THAT(message_of([&] { read_message_archive(folder / "none"); }), Contains("none: no such file"));
  spit(folder / "text", "hello, this is no archive");
  CHECK_THAT(message_of([&] { read_message_archive(folder / "text"); }), Contains("text: not a readable archive"));
  CHECK_THAT(error_of({}), Contains("holds no message"));
  CHECK_THAT(error_of({{"news-train/1", "x"}}), Contains("member 'news-train/1' should be '<corpus>-<train or test>"));
  CHECK_THAT(error_of({{"news/g/1", "x"}}), Contains("member 'news/g/1' should be"));
  CHECK_THAT(error_of({{"news-train/g/h/1", "x"}}), Contains("member 'news-train/g/h/1' should be"));
  CHECK_THAT(error_of({{"news-train/g/1", "x"}, {"./news-train/g/1", "y"}}), Contains("'g/1' occurs twice"));
}

TEST_CASE("a folder of texts is read recursively, hidden files left out") {
  const ScratchFolder folder;
  std::filesystem::create_directories(folder / "b/deep");
  std::filesystem::create_directories(folder / ".git");
  spit(folder / "b/deep/2.txt", "two");
  spit(folder / "b/1.txt", "one");
  spit(folder / "a.txt", "top");
  spit(folder / ".git/x", "hidden");
  spit(folder / "b/.hidden", "hidden");
  const std::vector<Message> messages = read_text_folder(folder / "");
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].id == "a.txt");
  CHECK(messages[0].group.empty());
  CHECK(messages[1].id == "b/1.txt");
  CHECK(messages[2].id == "b/deep/2.txt");
  CHECK(messages[2].group == "b");
  CHECK(messages[2].text == "two");

  spit(folder / "b/photo.txt", "\xff\xd8\xff\xe0");
  CHECK_THAT(message_of([&] { read_text_folder(folder / ""); }), Contains("b/photo.txt: is an image (JPEG)"));
  std::filesystem::remove(folder / "b/photo.txt");
  write_gzip(folder / "b/1.txt", "one");
  CHECK(read_text_folder(folder / "")[1].text == "one");

  CHECK_THAT(message_of([&] { read_text_folder(folder / "none"); }), Contains("none: no such folder"));
  std::filesystem::create_directories(folder / "empty");
  CHECK_THAT(message_of([&] { read_text_folder(folder / "empty"); }), Contains("empty: holds no file"));
}

TEST_CASE("a text column with quotes, delimiters and line breaks inside") {
  const ScratchFolder folder;
  spit(folder / "t.csv",
       "\xef\xbb\xbfid,text\r\n1,plain\r\n\r\n2,\"a \"\"quoted\"\" text,\nin two lines\"\r\n3,\"\"\n4,\"\"\"\"");
  const std::vector<Message> rows = read_text_column(folder / "t.csv", "text");
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].text == "plain");
  CHECK(rows[1].text == "a \"quoted\" text,\nin two lines");
  CHECK(rows[1].id == "line 4");
  CHECK(rows[2].text.empty());
  CHECK(rows[2].id == "line 6");
  CHECK(rows[3].text == "\"");

  write_gzip(folder / "t.csv.gz", slurp(folder / "t.csv"));
  CHECK(read_text_column(folder / "t.csv.gz", "text")[1].text == rows[1].text);

  const auto error_of_table = [&](const std::string& text, const std::string& column = "text") {
    spit(folder / "bad.csv", text);
    return message_of([&] { read_text_column(folder / "bad.csv", column); });
  };
  CHECK(read_text_column(folder / "t.csv", "id")[1].text == "2");
  CHECK_THAT(error_of_table("id;text\n1;x", "body"),
             Contains("bad.csv: there is no column 'body', the columns are: id, text"));
  CHECK_THAT(error_of_table("id,text\n1,x\n2\n"), Contains("bad.csv:3: expected 2 columns, found 1"));
  CHECK_THAT(error_of_table("id,text\n1,\"x\n2,y\n"), Contains("bad.csv:2: a quote is not closed"));
  CHECK_THAT(error_of_table("id,text\n1,\"x\"y\n"), Contains("bad.csv:2: 'y' follows a closing quote"));
  CHECK_THAT(error_of_table("id,text\n"), Contains("no row"));
  CHECK_THAT(error_of_table(""), Contains("is empty"));
  CHECK(read_text_column(folder / "t.csv", "1")[3].text == "\"");
  CHECK_THAT(error_of_table("PK\x03\x04"), Contains("bad.csv: not a readable archive"));
  CHECK_THAT(error_of_table("PAR1" + std::string(9, '\0')), Contains("bad.csv: is a Parquet file"));
  CHECK_THAT(error_of_table("\x89HDF\r\n\x1a\n"), Contains("bad.csv: is an HDF5 file"));
  CHECK_THAT(error_of_table("[{\"text\": \"a\"}]"), Contains("bad.csv: is JSON"));
  CHECK_THAT(message_of([&] { read_text_column(folder / "none.csv", "x"); }), Contains("none.csv: no such file"));
  CHECK_THAT(message_of([&] { read_text_column(folder / "", "x"); }), Contains("is a directory"));
}

TEST_CASE("a text column is read by the reader of tables: any delimiter, line end and letters, gzip, remarks") {
  const ScratchFolder folder;
  const std::string path = (folder / "t.csv").string();
  const auto texts_of = [&](const std::string& bytes, const CsvOptions& options = {}) {
    spit(path, bytes);
    std::vector<std::string> texts;
    for (const Message& row : read_text_column(path, "text", options)) texts.push_back(row.text);
    return texts;
  };
  const std::vector<std::string> expected{"one", "#two, too"};
  CHECK(texts_of("id|text\n1|one\n2|#two, too\n") == expected);
  CHECK(texts_of("sep=;\nid;text\r1;one\r2;#two, too\r") == expected);
  CHECK(texts_of("# remark\ntext,id\none,1\n,\n\"#two, too\",2\n,,\n") == expected);
  CHECK(texts_of("%no\ntext\tid\none\t1\n%no\n#two, too\t2\n", {.comment = '%'}) == expected);
  std::string wide = "\xff\xfe";
  for (const char c : std::string("id,text\n1,one\n2,\"#two, too\"\n")) wide += {c, '\0'};
  CHECK(texts_of(wide) == expected);

  spit(path, "1,one,sea\n2,two,land\n");
  const std::vector<Message> grouped = read_text_column(path, "1", {.header = CsvHeader::absent, .label_column = 2});
  REQUIRE(grouped.size() == 2);
  CHECK(grouped[1].group == "land");
  CHECK(grouped[1].text == "two");
  std::vector<std::string> remarks;
  spit(path, "id,text\n1,one\n,\n");
  read_text_column(path, "text", {}, &remarks);
  CHECK(remarks == std::vector<std::string>{"line 3 left out: a row without any value"});
}
