#include <nlohmann/json.hpp>

#include "cli/desk.hpp"

using namespace neon;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string plain = "a,b\n1,5\n1.1,5.2\n0.9,4.9\n4,5.1\n4.2,5\n3.9,4.8\n";

}  // namespace

TEST_CASE("what was left out or taken for something is the first line of output, in every command") {
  const Desk desk;
  desk.write("data.csv",
             "id,day,petal,stem,kind\n7,2026-02-01,1,5,rose\n8,2026-02-02,1.1,5.2,rose\n9,2026-02-03,4,5.1,tulip\n"
             "3,2026-02-04,4.2,5,tulip\n");
  const auto first = StartsWith(
      "neon: data.csv: column 'id' left out: it tells the rows apart (--index none: a feature)\n"
      "neon: data.csv: column 'kind' taken for the classes, no feature\n"
      "neon: data.csv: column 'day' left out: dates or times, no numbers\n");
  CHECK_THAT(desk.output({"fit", "data.csv", "--clusters", "2", "--out", "m.h5"}),
             first && Contains("4 points, 2 features"));
  CHECK_THAT(desk.output({"explain", "data.csv", "--clusters", "2"}), first && Contains("4 points, 2 features"));
  CHECK_THAT(desk.output({"explain", "m.h5", "data.csv"}), first);
  CHECK_THAT(desk.output({"compare", "m.h5", "data.csv", "--methods", "neon,SA", "--metrics", "deletion"}), first);
}

TEST_CASE("options decide how a table is read") {
  const Desk desk;
  desk.write("data.csv", "% made today\nid;a;b;kind\n7;1,5;5;x\n8;1,6;5,2;y\n9;4;5,1;x\n% pause\n3;4,2;5;y\n");
  const auto told = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"explain", "data.csv", "--clusters", "2", "--first", "0", "--comment", "%"});
    return desk.output(more);
  };
  CHECK_THAT(told({}), Contains("4 points, 2 features") && Contains("numbers such as '1,5' read with decimal commas"));
  CHECK_THAT(told({"--index", "none"}), Contains("4 points, 3 features"));
  CHECK_THAT(told({"--index", "a"}), Contains("4 points, 2 features") && Contains("id"));
  CHECK_THAT(told({"--columns", "a"}), Contains("4 points, 1 features"));
  CHECK_THAT(told({"--drop", "kind,1"}), Contains("4 points, 1 features") && !Contains("classes"));
  CHECK_THAT(told({"--decimal", ","}), Contains("4 points, 2 features") && !Contains("decimal"));
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--comment", "%", "--drop", "kin"}),
             Contains("there is no column 'kin'; did you mean 'kind'?"));
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--comment", "%%"}),
             Contains("--comment: '%%' should be one character"));
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--decimal", "x"}), Contains("--decimal"));
}

TEST_CASE("rows without any value are told even at the end of a long table, once") {
  const Desk desk;
  std::string text = "a,b\n";
  for (int n = 0; n < 9000; ++n) text += fmt::format("{},{}\n", n % 7, n % 5);
  desk.write("data.csv", text + ",\n,\n");
  desk.write("centroids.csv", "a,b\n1,1\n5,4\n");
  const std::string told = desk.output({"explain", "centroids.csv", "data.csv", "--beta", "1"});
  const std::string line = "2 rows without any value left out, the first in line 9002";
  CHECK_THAT(told, Contains(line) && Contains("9000 points"));
  CHECK(told.find(line) == told.rfind(line));
}

TEST_CASE("labels in a file of their own") {
  const Desk desk;
  desk.write("data.csv", plain);
  desk.write("y.txt", "3\n3\n3\n8\n8\n3\n");
  const std::string told = desk.output({"explain", "data.csv", "--clusters", "2", "--label", "y.txt", "--odd"});
  CHECK_THAT(told, Contains("Classes in column 'y.txt': purity 0.833") && Contains("1 odd point"));
  desk.output({"fit", "data.csv", "--clusters", "2", "--label", "y.txt", "--out", "m.h5"});
  CHECK_THAT(desk.output({"explain", "m.h5", "data.csv", "--label", "y.txt"}), Contains("purity 0.833"));
  desk.write("short.txt", "3\n3\n8\n");
  CHECK_THAT(desk.refusal({"explain", "data.csv", "--clusters", "2", "--label", "short.txt"}),
             Contains("--label: short.txt: 3 labels should be 6, one for each row of data.csv"));
  CHECK_THAT(desk.refusal({"explain", "m.h5", "data.csv", "--label", "short.txt"}), Contains("3 labels should be 6"));
  desk.write("long.txt", "3\n3\n8\n3\n3\n8\n3\n3\n8\n");
  CHECK_THAT(desk.refusal({"explain", "m.h5", "data.csv", "--label", "long.txt"}), Contains("9 labels should be 6"));
}

TEST_CASE("with JSON the output is JSON alone") {
  const Desk desk;
  desk.write("data.csv", flowers);
  const auto json = nlohmann::json::parse(desk.output({"explain", "data.csv", "--clusters", "2", "--json"}));
  CHECK(json["points_in_all"] == 6);
  CHECK(json["reading"] == std::vector<std::string>{"column 'kind' taken for the classes, no feature"});
}
