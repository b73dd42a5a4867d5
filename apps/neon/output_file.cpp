#include "apps/neon/output_file.hpp"

#include <neon/core/error.hpp>
#include <neon/hdf5/hdf5.hpp>
#include <neon/neuralize/neuralize.hpp>

#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

Matrix column(const Labels& values) {
  return Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 1>>(values.data(), static_cast<Index>(values.size()))
      .cast<double>();
}

class NumpyRelevance : public RelevanceFile {
 public:
  NumpyRelevance(const std::filesystem::path& path, const RelevanceRecord& record)
      : table_(create_table(path, record.feature_names)) {}
  void append(const ExplainedBlock& block) override { table_->append(block.why.relevance); }
  void commit(const Summary&, const std::optional<ClassColumn>&, const SelfCheck&) override { table_->commit(); }

 private:
  std::unique_ptr<TableWriter> table_;
};

class TextRelevance : public RelevanceFile {
 public:
  TextRelevance(const std::filesystem::path& path, const RelevanceRecord& record)
      : rows_(record.rows), explained_(record.question.cluster.has_value()), constant_(!record.constant_name.empty()) {
    std::vector<std::string> names{"cluster", "logit", "probability"};
    if (record.question.cluster) names.insert(names.begin() + 1, "explained");
    if (record.rows) names.insert(names.begin(), "row");
    names.insert(names.end(), record.feature_names.begin(), record.feature_names.end());
    if (constant_) names.push_back(record.constant_name);
    table_columns_ = static_cast<Index>(names.size());
    table_ = create_table(path, names);
  }
  void append(const ExplainedBlock& block) override {
    Matrix rows(block.why.relevance.rows(), table_columns_);
    Index next = 0;
    if (rows_) rows.col(next++) = column(block.row);
    rows.col(next++) = column(block.assigned);
    if (explained_) rows.col(next++) = column(block.explained);
    rows.col(next++) = block.why.logit;
    rows.col(next++) = block.probability;
    rows.middleCols(next, block.why.relevance.cols()) = block.why.relevance;
    if (constant_) rows.col(table_columns_ - 1) = block.why.constant;
    table_->append(rows);
  }
  void commit(const Summary&, const std::optional<ClassColumn>&, const SelfCheck&) override { table_->commit(); }

 private:
  std::unique_ptr<TableWriter> table_;
  bool rows_, explained_, constant_;
  Index table_columns_ = 0;
};

class Hdf5Relevance : public RelevanceFile {
 public:
  Hdf5Relevance(const std::filesystem::path& path, RelevanceRecord record)
      : record_(std::move(record)), file_(path, "relevance") {}

  void append(const ExplainedBlock& block) override {
    file_.append("relevance", block.why.relevance);
    if (!record_.constant_name.empty()) file_.append("constant", block.why.constant);
    file_.append("cluster", block.assigned);
    file_.append("logit", block.why.logit);
    file_.append("probability", block.probability);
    if (record_.question.cluster) file_.append("explained", block.explained);
    if (record_.rows) file_.append("row", block.row);
    if (!block.label.empty()) file_.append("label", block.label);
    if (block.why.by_competitor.empty()) return;
    for (Index k = 0; k < record_.clusters; ++k)
      file_.append(fmt::format("by_competitor/{}", k), over_competitor(block, k));
  }

  void commit(const Summary& summary, const std::optional<ClassColumn>& column, const SelfCheck& check) override {
    file_.attribute("", "data", record_.data);
    file_.attribute("", "model", record_.model);
    file_.attribute("", "model_kind", record_.kind);
    file_.attribute("", "composite", record_.composite);
    file_.attribute("", "beta", record_.beta);
    if (record_.question.why_not) file_.attribute("", "why_not", *record_.question.why_not);
    file_.write("feature_names", record_.feature_names);
    if (!record_.constant_name.empty()) file_.attribute("", "constant_name", record_.constant_name);
    if (!record_.score_names.empty()) {
      std::vector<std::string> names;
      for (Index k = 0; k < record_.clusters; ++k) names.push_back(record_.cluster(k));
      file_.write("cluster_names", names);
    }
    experiments::record_check(file_, "check", check);
    const std::vector<ClusterSummary> clusters = summary.clusters();
    Labels size;
    std::vector<double> logit, probability, constant;
    Matrix relevance(record_.clusters, static_cast<Index>(record_.feature_names.size()));
    for (const ClusterSummary& cluster : clusters) {
      relevance.row(static_cast<Index>(size.size())) = cluster.relevance;
      size.push_back(cluster.size);
      logit.push_back(cluster.logit);
      probability.push_back(cluster.probability);
      constant.push_back(cluster.constant);
    }
    file_.write("summary/size", size);
    file_.write("summary/logit", logit);
    file_.write("summary/probability", probability);
    file_.write("summary/relevance", relevance);
    if (!record_.constant_name.empty()) file_.write("summary/constant", constant);
    if (column) write_classes(summary.classes(), *column);
    file_.commit();
  }

 private:
  /// The part of the relevance that concerns cluster k, 0 for points explained for k itself.
  static Matrix over_competitor(const ExplainedBlock& block, Index k) {
    Matrix part = Matrix::Zero(block.why.relevance.rows(), block.why.relevance.cols());
    for (Index row = 0; row < part.rows(); ++row) {
      const Index c = block.explained[static_cast<std::size_t>(row)];
      if (c != k) part.row(row) = block.why.by_competitor[static_cast<std::size_t>(competitor_column(c, k))].row(row);
    }
    return part;
  }

  void write_classes(const ClassCounts& counts, const ClassColumn& column) {
    file_.attribute("", "label_column", column.name);
    if (!column.texts.empty()) {
      std::vector<std::string> names = column.texts;
      if (counts.too_many()) names.emplace_back("(others)");
      file_.write("label_names", names);
    }
    if (counts.too_many()) return;
    const Contingency table = counts.table();
    file_.attribute("", "purity", purity(table));
    file_.attribute("", "nmi", normalised_mutual_information(table));
  }

  RelevanceRecord record_;
  ResultWriter file_;
};

}  // namespace

std::string cluster_name(const std::vector<std::string>& score_names, Index cluster) {
  const auto k = static_cast<std::size_t>(cluster);
  return k < score_names.size() && !score_names[k].empty() ? score_names[k] : fmt::format("cluster {}", cluster);
}

void require_new(const std::filesystem::path& file, bool force) {
  require(force || !std::filesystem::exists(file), "{}: exists already; --force replaces it", file.string());
}

std::unique_ptr<RelevanceFile> create_relevance_file(const std::filesystem::path& path, const RelevanceRecord& record,
                                                     bool competitors) {
  const std::string ending = path.extension().string();
  require(ending == ".h5" || ending == ".csv" || ending == ".tsv" || ending == ".npy",
          "--out: {} should end in .h5, .csv, .tsv or .npy", path.string());
  require(!competitors || ending == ".h5", "--out: {} should end in .h5, which has room for --competitors",
          path.string());
  if (ending == ".h5") return std::make_unique<Hdf5Relevance>(path, record);
  if (ending == ".npy") return std::make_unique<NumpyRelevance>(path, record);
  return std::make_unique<TextRelevance>(path, record);
}

}  // namespace neon::cli
