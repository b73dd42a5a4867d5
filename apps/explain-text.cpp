#include <neon/core/error.hpp>

#include <fmt/format.h>

#include "apps/explain_text/output.hpp"
#include "apps/explain_text/texts.hpp"
#include "apps/explain_text/word_vectors.hpp"
#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/support/check.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/reading.hpp"
#include "experiments/support/record.hpp"

using namespace neon;
using namespace neon::experiments;

namespace {

const ProgramInfo info{"explain-text",
                       "Clusters your own texts (a folder of text files, the text column of a CSV table, or an archive "
                       "of messages) by the mean of their word vectors and explains, word by word, why each text is in "
                       "its cluster. Writes a page to look at (HTML) and the numbers (HDF5); prints the words that "
                       "carry most relevance in each cluster.",
                       "explain-text letters/ --clusters 5\n  explain-text reviews.csv --column text --clusters 8 "
                       "--model kernel-kmeans --vectors corpus --out results/reviews.h5",
                       "explain-text.h5",
                       true,
                       {"--profile"}};

struct Settings {
  std::filesystem::path input, page;
  ReadingFlags table;
  std::string column, groups, model = "kmeans", vectors = "glove";
  Index clusters = 0, per_cluster = 5;
  bool usenet = false, unit_norm = false;
};

void add_flags(command_line::Parser& app, Settings& settings) {
  app.add_option("texts", settings.input, "Folder of text files, CSV table, or archive of messages").required();
  app.add_option("--clusters", settings.clusters, "Number of clusters, K")
      .check(command_line::whole_number())
      .required();
  app.add_option("--column", settings.column, "Text column of the table, by name or by number from 0");
  app.add_option("--label", settings.groups,
                 "Column of the table that holds the group of each text, by name or number");
  add_reading_flags(app, settings.table);
  app.add_option("--model", settings.model, "kmeans or kernel-kmeans")
      .capture_default_str()
      .check(command_line::one_of({"kmeans", "kernel-kmeans"}));
  app.add_option("--vectors", settings.vectors,
                 "Word vectors: glove (fetched once), corpus (trained on the texts, no download), or a file: GloVe "
                 "text, .vec, wink JSON, fastText .bin")
      .capture_default_str();
  app.add_option("--page", settings.page, "HTML page; default: the result file's name with .html").type_name("FILE");
  app.add_option("--per-cluster", settings.per_cluster, "Texts of each cluster on the page; 0: all")
      .capture_default_str()
      .check(command_line::whole_number());
  app.add_flag("--usenet", settings.usenet, "Drop headers, quotes and footers of messages");
  app.add_flag("--unit-norm", settings.unit_norm, "Scale each text's mean vector to length 1");
}

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  Settings settings;
  return run_program(
      argc, argv, info, flags, [&](command_line::Parser& app) { add_flags(app, settings); },
      [&] {
        if (settings.page.empty()) settings.page = std::filesystem::path(flags.out).replace_extension(".html");
        require(settings.page != flags.out, "--page: {} should not be the result file", settings.page.string());
        StageTimer timer;
        ResultWriter writer(flags.out, info.name);
        timer.start("texts");
        CsvOptions table = options_of(settings.table);
        if (!settings.groups.empty()) table.label_column = settings.groups;
        const explain_text::Texts texts =
            explain_text::read_texts(settings.input, settings.column, table, settings.usenet);
        for (const std::string& remark : texts.remarks) fmt::print("{}: {}\n", settings.input.string(), remark);
        timer.start("word vectors");
        const auto chosen = explain_text::choose_vectors(settings.vectors, texts.corpus, flags.seed);
        timer.start("embed");
        const DocumentEmbedding embedding = embed(texts.corpus, chosen.vectors, {.unit_norm = settings.unit_norm});
        timer.start("cluster");
        const auto clusters = explain_text::fit_clusters(settings.model, embedding.x, settings.clusters, flags.seed);
        timer.start("explain");
        const auto relevance =
            explain_text::explain_words(texts.corpus, chosen.vectors, embedding, clusters, flags.points);
        constexpr std::size_t kept_words = 50;
        const explain_text::Result result{
            texts.corpus, chosen.vectors,
            embedding,    clusters,
            relevance,    explain_text::strongest_words(texts.corpus, embedding, clusters, relevance, kept_words)};
        timer.start("write");
        explain_text::write_result(result, writer);
        record_input(writer, "texts", texts.sha256);
        if (!chosen.sha256.empty()) record_input(writer, chosen.vectors.source, chosen.sha256);
        write_highlight_page(settings.page, page(result, settings.per_cluster));
        timer.stop();
        record_run(writer, flags, timer);
        writer.commit();
        fmt::print(
            "{} texts, {} without a known word left out; {} of {} words have a vector ({})\n\n{}\n{}\nwrote {} and "
            "{}\n",
            texts.corpus.documents.size(), embedding.empty.size(), chosen.vectors.words.size(),
            texts.corpus.vocabulary.size(), chosen.vectors.kind, explain_text::cluster_table(result), timer.table(),
            flags.out.string(), settings.page.string());
        require_check(relevance.check, flags.strict);
      });
}
