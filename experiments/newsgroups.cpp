#include <neon/core/error.hpp>
#include <neon/embedding/tsne.hpp>

#include <fmt/format.h>

#include "command_line/parser.hpp"
#include "experiments/newsgroups/messages.hpp"
#include "experiments/newsgroups/model_record.hpp"
#include "experiments/newsgroups/schema.hpp"
#include "experiments/newsgroups/summaries.hpp"
#include "experiments/newsgroups/variants.hpp"
#include "experiments/newsgroups/word_flipping.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"

using namespace neon;
using namespace neon::experiments;
using namespace neon::experiments::newsgroups;

namespace {

const ProgramInfo info{
    "newsgroups",
    "Section 5.2 of the paper: kernel k-means of the 20 newsgroups by their mean word vectors, every "
    "test message explained word by word; variants, word flipping against SA, GI, SR, IG and a "
    "random control. Writes everything that Figure 6 shows, and a page of highlighted messages "
    "beside the result. --points: test messages for word flipping.",
    "newsgroups --vectors wiki.en.bin --out results/newsgroups-fasttext.h5", "newsgroups.h5"};

constexpr Index flipped_messages = 1500, smoke_every = 12;

/// Evenly spread over `rows`.
Labels sample(const Labels& rows, Index count) {
  Labels result;
  const auto all = static_cast<Index>(rows.size());
  for (Index i = 0; i < std::min(count, all); ++i)
    result.push_back(rows[static_cast<std::size_t>(i * all / std::min(count, all))]);
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  std::string vectors;
  bool train = false;
  const auto extra = [&](command_line::Parser& app) {
    app.add_option("--vectors", vectors,
                   "word vectors: a GloVe, .vec, fastText .bin or wink JSON file; 'corpus': trained here; default: "
                   "GloVe 6B, 100 dimensions");
    app.add_flag("--train", train, "also the variant with word vectors trained on the corpus (minutes)");
  };
  return run_program(argc, argv, info, flags, extra, [&] {
    StageTimer timer;
    ResultWriter writer(flags.out, info.name);
    timer.start("data");
    const Data data = load(vectors, flags.smoke ? smoke_every : 1);
    for (const auto& [file, sha256] : data.sha256) record_input(writer, file, sha256);
    timer.start("embedding");
    const Points points = embed_documents(data);
    timer.start("clusters");
    const Clusters clusters = fit_clusters(points);
    const double fitted = timer.seconds("clusters");
    const Study study{data, points, clusters};
    timer.start("explanations");
    const Reading reading = explain_words(study, points.test, readings[0]);
    timer.stop();
    const schema::newsgroups::MainCost cost;
    cost.seconds.write(writer, timer.total());
    cost.peak_memory.write(writer, peak_memory_mib());

    timer.start("record");
    write_data(study, writer);
    write_model(study, writer);
    write_documents(study, reading, writer);
    write_reading(reading, writer);
    write_cluster_summaries(study, reading, writer);
    CheckList checks;
    checks.add(reading.composite, check_reading(study, reading), schema::newsgroups::Reading{reading.composite}.group,
               writer);
    const std::vector<ShownMessage> shown = choose_messages(study, reading);
    HighlightPage page = write_messages(study, shown, writer);
    if (!shown.empty()) write_scheme(study, shown.back().row, writer);

    timer.start("other readings");
    std::vector<Reading> compared;
    for (const char* name : readings) {
      compared.push_back(
          explain_words(study, sample(points.test, flags.points > 0 ? flags.points : flipped_messages), name));
      if (name != readings[0]) write_reading(compared.back(), writer);
    }
    timer.start("word flipping");
    write_flipping(
        flip_words(study, {&compared[0], &compared[1], &compared[2]}, flags.seed, progress_bar("word flipping")),
        writer);
    timer.start("t-SNE");
    schema::newsgroups::Documents{}.tsne.write(
        writer, fit_tsne(points.test_z(), {.seed = flags.seed, .progress = progress_bar("t-SNE")}).embedding);
    timer.start("variants");
    Variants variants;
    variants.add("as the text reads", data, points, clusters, fitted);
    variants.fit_all(data, points, progress_bar("variants"));
    if (train) {
      timer.start("vectors trained on the corpus");
      const Data trained = load("corpus", flags.smoke ? smoke_every : 1);
      variants.fit_one("word vectors trained on the corpus", trained, embed_documents(trained));
    }
    variants.write(writer);
    timer.stop();
    record_run(writer, flags, timer);
    page.title = "20 newsgroups: why these messages are in their clusters";
    page.introduction = fmt::format(
        "Kernel k-means of {} messages by their mean word vectors ({}), started from the newsgroups. NEON's affine "
        "reading tells which words put a message in its cluster.",
        points.train.size(), data.vectors.source);
    write_highlight_page(std::filesystem::path(flags.out).replace_extension(".html"), page);
    writer.commit();
    fmt::print("{}\n{}{} messages without a known word are left out\nwrote {}\n", timer.table(), checks.text(),
               points.embedding.empty.size(), flags.out.string());
    checks.require(flags.strict);
  });
}
