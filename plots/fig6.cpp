#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "canvas/render.hpp"
#include "experiments/newsgroups/schema.hpp"
#include "experiments/support/median.hpp"
#include "plots/method_style.hpp"
#include "plots/newsgroup_messages.hpp"
#include "plots/program.hpp"

/// Figure 6: the clusters of the 20 newsgroups, how words get their relevance, and messages with their words.
namespace neon::plots {
namespace {

using experiments::median;

Rgb colour_of(Index group) { return newsgroup_colours[static_cast<std::size_t>(group) % newsgroup_colours.size()]; }

/// Moves labels that cover one another apart, up and down. x, y in shares of the panel.
void spread(Matrix& position) {
  constexpr double width = 0.055, height = 0.042;
  for (int round = 0; round < 100; ++round)
    for (Index i = 0; i < position.rows(); ++i)
      for (Index j = 0; j < i; ++j) {
        const double gap = position(i, 1) - position(j, 1), overlap = height - std::abs(gap);
        if (std::abs(position(i, 0) - position(j, 0)) >= width || overlap <= 0) continue;
        const double push = (gap < 0 ? -0.5 : 0.5) * (overlap + 1e-4);
        position(i, 1) += push;
        position(j, 1) -= push;
      }
}

/// Prints each number at the median of its points.
std::string numbers(const Matrix& points, const Labels& labels, Index count) {
  const Eigen::RowVectorXd low = points.colwise().minCoeff(), extent = points.colwise().maxCoeff() - low;
  Matrix position(0, 2);
  Labels number;
  for (Index k = 0; k < count; ++k) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] != k) continue;
      x.push_back(points(static_cast<Index>(i), 0));
      y.push_back(points(static_cast<Index>(i), 1));
    }
    if (x.empty()) continue;
    number.push_back(k);
    position.conservativeResize(position.rows() + 1, 2);
    position.bottomRows(1) << (median(x) - low(0)) / extent(0), (median(y) - low(1)) / extent(1);
  }
  spread(position);
  std::string commands = "set style textbox opaque noborder margins 0.3,0.3 fillcolor rgb '#30ffffff'\n";
  for (Index i = 0; i < position.rows(); ++i)
    commands += fmt::format("set label '{}' at {},{} center font 'DejaVu Sans:Bold,7' front boxed\n",
                            number[static_cast<std::size_t>(i)], low(0) + position(i, 0) * extent(0),
                            low(1) + position(i, 1) * extent(1));
  return commands;
}

std::string range(char axis, const Vector& values) {
  const double low = values.minCoeff(), high = values.maxCoeff(), margin = 0.03 * (high - low) + 1e-9;
  return fmt::format("set {}range [{}:{}]\n", axis, low - margin, high + margin);
}

void draw_embedding(Page& page, const Box& box, const std::string& title, const Matrix& points, const Labels& labels,
                    Index count) {
  Matrix coloured(points.rows(), 3);
  coloured.leftCols(2) = points;
  for (Index i = 0; i < points.rows(); ++i) coloured(i, 2) = packed(colour_of(labels[static_cast<std::size_t>(i)]));
  const std::string name = page.data(coloured);
  page.plot(box, "set border 15 lw 1 lc rgb '#808080'\nunset tics\n" + range('x', points.col(0)) +
                     range('y', points.col(1)) + numbers(points, labels, count) + "plot " + name +
                     " using 1:2:3 with points pt 7 ps 0.2 lc rgb variable");
  page.text(box.centre(), box.top - 2.5, title, {.align = Align::centre});
}

void draw_legend(Page& page, double top, const std::vector<std::string>& groups) {
  constexpr std::size_t rows = 5;
  constexpr double pitch_x = 43, pitch_y = 3.6;
  for (std::size_t k = 0; k < groups.size(); ++k) {
    const std::size_t column = k / rows, row = k % rows;
    const double x = 8 + pitch_x * static_cast<double>(column), y = top + pitch_y * static_cast<double>(row);
    page.fill({x, y - 1, 2, 2}, colour_of(static_cast<Index>(k)));
    page.text(x + 3, y, fmt::format("{} {}", k, groups[k]), {.size = 7});
  }
}

void draw_flipping(Page& page, const Box& box, const ResultReader& results) {
  const schema::newsgroups::Flipping flipping;
  const Vector share = flipping.share.read(results);
  std::string commands =
      "set xlabel 'words removed (%)'\nset ylabel 'still inside (%)'\nset xrange [0:100]\nset yrange [0:100]\n"
      "set xtics 20\nset ytics 20\nset key at graph 1.02,1.02 right top font ',6.5' samplen 1.5 spacing 0.9\nplot ";
  const std::vector<std::string> shown{"NEON", "SR", "IG", "SA", "random"};
  for (const std::string& method : shown) {
    const Vector inside = flipping.method(method).inside.read(results);
    require(inside.size() == share.size(), "{}: flipping: {} shares have {} values of {}", results.path().string(),
            share.size(), inside.size(), method);
    Matrix curve(share.size(), 2);
    curve << 100 * share, 100 * inside;
    const std::string name = method == "NEON" ? "NEON = GI" : method;
    commands += fmt::format("{}{} using 1:2 with lines {} title '{}'", method == shown.front() ? "" : ", ",
                            page.data(curve), line_options(style_of(method).line), name);
  }
  page.plot(box, commands);
}

/// Labels of the points, checked.
Labels labels_of(const ResultReader& results, const schema::Dataset<Labels>& stored, const Matrix& points) {
  Labels labels = stored.read(results);
  require(points.cols() == 2 && static_cast<Index>(labels.size()) == points.rows() && points.rows() > 0,
          "{}: {} has {} entries for t-SNE points of shape [{}, {}]", results.path().string(), stored.path,
          labels.size(), points.rows(), points.cols());
  for (const Index label : labels)
    require(label >= 0, "{}: {}: label {} should not be negative", results.path().string(), stored.path, label);
  return labels;
}

void draw_figure6(const ResultReader& results, const std::filesystem::path& folder) {
  const schema::newsgroups::Data data;
  const schema::newsgroups::Documents documents;
  const schema::newsgroups::Scheme scheme;
  const std::vector<std::string> groups = data.newsgroups.read(results);
  const auto count = static_cast<Index>(groups.size());
  const Matrix points = documents.tsne.read(results);
  constexpr double messages_top = 152;
  Page measured(0);
  Page page(draw_messages(measured, messages_top, results));

  page.letter(3, 'a');
  draw_embedding(page, {8, 5.5, 80, 72}, "newsgroup", points, labels_of(results, documents.newsgroup, points), count);
  page.text(91, 3, "(b)", {.size = 9, .bold = true});
  draw_embedding(page, {97, 5.5, 80, 72},
                 fmt::format("cluster (purity {:.1f} %)", 100 * schema::newsgroups::Model{}.test.purity.read(results)),
                 points, labels_of(results, documents.cluster, points), count);
  draw_legend(page, 82, groups);

  page.letter(104, 'c');
  page.text(8, 108, fmt::format("{}: word dimensions to words", scheme.id.read(results)), {.size = 7.5});
  draw_scheme(page, {8, 112, 103, 30}, results);
  page.text(8, 142.5,
            fmt::format("all words {:+.3f}, bias {:+.3f}, f = {:.3f}", scheme.sum.read(results),
                        scheme.bias.read(results), scheme.logit.read(results)),
            {.size = 7});
  page.text(115, 104, "(e)", {.size = 9, .bold = true});
  draw_flipping(page, {130, 106, 46, 32}, results);

  page.letter(messages_top - 4, 'd');
  draw_messages(page, messages_top, results);
  page.set_caption(fmt::format(
      "Figure 6. Kernel k-means of {} newsgroups messages by their mean word vectors, started from the newsgroups. (a, "
      "b) t-SNE "
      "of the {} test messages, coloured by newsgroup and by cluster; clusters bear the number of the newsgroup they "
      "started from. (c) Relevance of the dimensions of the words of one message (principal components; the words and "
      "dimensions with the largest), pooled to the relevance R of words. (d) Messages with the words that speak for "
      "(red) and against (blue) their cluster, each on its own scale; grey: stop words, words of fewer than three "
      "letters or without a vector. (e) "
      "Messages still inside their cluster after their most relevant words have been removed, for NEON and the "
      "comparison methods: lower is better. {} messages.",
      data.train.read(results), points.rows(), schema::newsgroups::Flipping{}.documents.read(results)));
  render(page, folder / "fig6");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run({"fig6", "Draws Figure 6 from the stored results: newsgroups, clusters, words in messages",
                           "newsgroups", neon::plots::draw_figure6},
                          argc, argv);
}
