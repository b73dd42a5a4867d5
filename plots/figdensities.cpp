#include <neon/compare/leaderboard_record.hpp>
#include <neon/core/error.hpp>

#include <fmt/format.h>

#include "canvas/render.hpp"
#include "experiments/densities/schema.hpp"
#include "plots/leaderboard_summary.hpp"
#include "plots/program.hpp"

/// Neighbours and densities: how well explanations say what the model looks at, and what was planted.
namespace neon::plots {
namespace {

constexpr double between_parts = 6;

std::vector<NamedBoard> read_boards(const ResultReader& reader, const std::string& part) {
  std::vector<NamedBoard> found;
  for (const schema::densities::Board& stored : schema::densities::boards(reader, part))
    found.push_back({stored.dataset, stored.model, {}, read_leaderboard(reader, stored.group)});
  require(!found.empty(), "{}: there should be a leaderboard in {}/", reader.path().string(), part);
  return found;
}

void draw(const ResultReader& reader, const std::filesystem::path& folder) {
  const std::vector<NamedBoard> flipping = read_boards(reader, schema::densities::flipping),
                                planted = read_boards(reader, schema::densities::planted);
  const LeaderboardSummary faithful(flipping, {{"deletion", "deletion ↓: features go, the most relevant first"}});
  const LeaderboardSummary found(planted, {{"share", "share ↑: relevance on what was planted"},
                                           {"precision", "precision ↑: of the first k, k planted"}});
  Page page(faithful.height() + between_parts + found.height());
  page.letter(3, 'a');
  faithful.draw(page);
  page.letter(faithful.height() + between_parts + 3, 'b');
  found.draw(page, faithful.height() + between_parts);
  page.set_caption(
      "Neighbours and densities as networks, on points that the models were not fitted on. (a) Area under the evidence "
      "while features go to the root point inside [0, 1]^d, the most relevant of all points first; IG and Occlusion "
      "share that root point. (b) Why an outlier: a tenth of the features, two at least, were shifted by four times "
      "the "
      "spread of the data; the share of the positive relevance on these k features, and how many of the k most "
      "relevant "
      "are among them. NEON: midpoint rule; NEON w²: squared weights. Methods in order of their mean rank over the "
      "columns. Colour: rank in the column, dark is first. Frame: the best; bold: not told from it by the bootstrap "
      "over the points.");
  render(page, folder / "figdensities");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"figdensities", "Draws how NEON and other methods explain neighbours and densities",
                           "densities", neon::plots::draw},
                          argc, argv);
}
