#include <neon/text/clean_message.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <tuple>

using namespace neon;

TEST_CASE("headers end at the first empty line") {
  CHECK(without_headers("From: a@b\nSubject: x\n\nbody\n\nmore") == "body\n\nmore");
  CHECK(without_headers("From: a@b\nSubject: x").empty());
  CHECK(without_headers("").empty());
  CHECK(without_headers("\n\n\nbody") == "\nbody");
  CHECK(without_headers("From: a@b\n \nbody").empty());
}

TEST_CASE("the footer starts at the last line of blanks or dashes") {
  const auto [text, body] = GENERATE(table<std::string, std::string>({
      {"text\n--\nJoe", "text"},
      {"text\n\nJoe", "text"},
      {"one\n\ntwo\n----\nJoe\nphone", "one\n\ntwo"},
      {"text\n \t \nJoe\n\n\n", "text"},
      {"text\n  ---  \nJoe", "text"},
      {"\n\n text\n--\nJoe", "text"},
      {"text\nJoe", "text\nJoe"},
      {" text\nJoe\n\n", " text\nJoe\n\n"},
      {"---\ntext", "---\ntext"},
      {"---\n\ntext", "---"},
      {"text\n- -\nJoe", "text\n- -\nJoe"},
      {"text\n_____\nJoe", "text\n_____\nJoe"},
      {"text\n\xa0\nJoe", "text"},
      {"text\n\x85--\xa0\nJoe", "text"},
      {"caf\xc3\xa0\n--\nJoe", "caf\xc3\xa0"},
      {"", ""},
      {"\n\n", "\n\n"},
  }));
  INFO(text);
  CHECK(without_footer(text) == body);
}

TEST_CASE("quoting lines go, lines that only look alike stay") {
  const auto [text, kept] = GENERATE(table<std::string, std::string>({
      {"> old\nnew\n| old\nnew too", "new\nnew too"},
      {" > not at the start\nx", " > not at the start\nx"},
      {"joe@x.com writes:\nyes", "yes"},
      {"In article <1@x>, joe wrote\nyes", "yes"},
      {"see In article\nyes", "see In article\nyes"},
      {"Quoted from joe\nyes", "yes"},
      {"he wrote that\nhe said so\nJoe says hi", "he wrote that\nhe said so\nJoe says hi"},
      {"Joe wrote:\nJoe says:\nJoe said:\nJoe writes in\nend", "end"},
      {"a\n\n>b\n\nc\n", "a\n\n\nc\n"},
      {">a", ""},
      {"", ""},
      {">a\nb", "b"},
      {"\n>a", ""},
      {"a\r\n>b\r\nc", "a\r\nc"},
  }));
  INFO(text);
  CHECK(without_quotes(text) == kept);
}

TEST_CASE("headers go first, then the footer, then the quotes") {
  CHECK(clean_message("From: a\n\nb writes:\n> old\nna\xefve\n--\nJoe wrote:") == "na\xefve");
  // The line before the footer is a quote's: nothing of the message is left.
  CHECK(clean_message("From: a\n\n> old\n\nJoe").empty());
  CHECK(clean_message("no empty line").empty());
}
