#include <neon/core/error.hpp>
#include <neon/text/detail/fasttext_model.hpp>
#include <neon/text/fingerprint.hpp>
#include <neon/text/stop_words.hpp>
#include <neon/text/train_word_vectors.hpp>
#include <neon/text/vector_cache.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fasttext/fasttext.h>

namespace neon {
namespace {

namespace fs = std::filesystem;

/// The words of the corpus that are no stop words: one line per document, blanks between.
std::string training_text(const Corpus& corpus) {
  std::vector<bool> used;
  used.reserve(corpus.vocabulary.words().size());
  for (const std::string& word : corpus.vocabulary.words()) used.push_back(!is_stop_word(word));
  std::string text;
  for (const Document& document : corpus.documents) {
    for (const Occurrence& occurrence : document.occurrences)
      if (used[static_cast<std::size_t>(occurrence.word)]) text.append(corpus.vocabulary.word(occurrence.word)) += ' ';
    text += '\n';
  }
  return text;
}

/// A file with the text for as long as this lives: fastText reads nothing else.
class TemporaryText {
 public:
  explicit TemporaryText(std::string_view text) : path_((fs::temp_directory_path() / "neon-words-XXXXXX").string()) {
    const int descriptor = ::mkstemp(path_.data());
    require(descriptor >= 0, "{}: cannot be created", path_);
    bool written = true;
    while (written && !text.empty()) {
      const ssize_t count = ::write(descriptor, text.data(), text.size());
      written = count > 0;
      if (written) text.remove_prefix(static_cast<std::size_t>(count));
    }
    ::close(descriptor);
    if (written) return;
    ::unlink(path_.c_str());
    throw Error(fmt::format("{}: cannot be written", path_));
  }
  ~TemporaryText() { ::unlink(path_.c_str()); }
  TemporaryText(const TemporaryText&) = delete;
  TemporaryText& operator=(const TemporaryText&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void train(const std::string& text, const Vocabulary& vocabulary, const TrainingOptions& training, Index epochs,
           const ProgressFn& progress, VectorTable& table) {
  const TemporaryText file(text);
  fasttext::Args args;
  args.input = file.path();
  args.model = fasttext::model_name::sg;
  args.loss = fasttext::loss_name::ns;
  args.dim = static_cast<int>(training.dimension);
  args.epoch = static_cast<int>(epochs);
  args.minCount = static_cast<int>(training.least_count);
  args.bucket = 200000;  // of sub-words: the usual two million are for a whole encyclopedia and take 800 MB
  args.thread = 1;
  args.verbose = 0;
  args.seed = static_cast<int>(training.seed % 0x7fffffff);
  fasttext::FastText model;
  try {
    constexpr double steps = 1000;
    model.train(args, [&](float done, float, double, double, std::int64_t) {
      if (progress) progress(static_cast<Index>(steps * static_cast<double>(done)), static_cast<Index>(steps));
    });
    if (progress) progress(static_cast<Index>(steps), static_cast<Index>(steps));
  } catch (const std::exception& error) {
    throw Error(fmt::format("training word vectors on the corpus (words that occur at least {} times): {}",
                            training.least_count, error.what()));
  }
  std::vector<std::string> words;
  std::copy_if(vocabulary.words().begin(), vocabulary.words().end(), std::back_inserter(words),
               [](const std::string& word) { return !is_stop_word(word); });
  table.kind = "trained on the corpus";
  add_vectors_of(model, words, table);
}

}  // namespace

WordVectors train_word_vectors(const Corpus& corpus, const TrainingOptions& training,
                               const WordVectorOptions& options) {
  require(training.dimension > 0 && training.epochs >= 0 && training.least_count > 0,
          "training word vectors: dimension {}, epochs {}, least count {} should be positive", training.dimension,
          training.epochs, training.least_count);
  const std::string text = training_text(corpus);
  constexpr Index enough_words = 1000000, fewest = 5, most = 100;
  const Index words = std::count(text.begin(), text.end(), ' ');
  const Index epochs =
      training.epochs > 0 ? training.epochs : std::clamp(enough_words / std::max<Index>(words, 1), fewest, most);

  std::optional<VectorCache> cache;
  if (!options.cache.empty()) {
    const std::string identity =
        fmt::format("trained on {:016x}, dimension {}, epochs {}, least count {}, seed {}", fingerprint(text),
                    training.dimension, epochs, training.least_count, training.seed);
    cache = {options.cache / fmt::format("corpus-{:016x}.vectors", fingerprint(identity)), identity};
    if (std::optional<WordVectors> vectors = load(*cache, corpus.vocabulary, "corpus")) return std::move(*vectors);
  }
  std::optional<VectorCopy> copy;
  if (cache) copy.emplace(*cache, options);
  VectorTable table(corpus.vocabulary, copy ? &*copy : nullptr);
  train(text, corpus.vocabulary, training, epochs, options.progress, table);
  return table.finish("corpus");
}

}  // namespace neon
