#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/thread_count.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <pthread.h>
#include <sched.h>
#include <system_error>
#include <thread>
#include <vector>

namespace neon {
namespace {

std::atomic<int> requested{0};

/// Whether this thread is at work on a block: a loop inside it is serial.
thread_local bool inside_block = false;

int available_cores() {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0) return std::max(1, CPU_COUNT(&cores));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void pause_briefly() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

/// Looks a few times, for about as long as waking a thread takes.  @return whether it has come true
template <class Condition>
bool comes_soon(const Condition& condition) {
  constexpr int looks = 1000;
  for (int i = 0; i < looks; ++i) {
    if (condition()) return true;
    pause_briefly();
  }
  return condition();
}

/// The blocks of one call. Whoever works on it takes the next block until there are none.
class Loop {
 public:
  Loop(Index count, Index block, const std::function<void(Index, Index)>& body)
      : count_(count), block_(block), blocks_((count + block - 1) / block), body_(body) {}

  Index blocks() const { return blocks_; }
  bool has_more() const { return next_ < blocks_ && !failed_; }

  void work() {
    inside_block = true;
    while (!failed_) {
      const Index b = next_++;
      if (b >= blocks_) break;
      try {
        body_(b * block_, std::min(count_, (b + 1) * block_));
      } catch (...) {
        keep_failure(b, std::current_exception());
      }
    }
    inside_block = false;
  }

  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  /// Blocks are taken in order and those taken are finished: the first to fail is the same for any number of threads.
  void keep_failure(Index b, std::exception_ptr failure) {
    const std::scoped_lock lock(mutex_);
    if (failed_ && failed_block_ < b) return;
    failure_ = std::move(failure);
    failed_block_ = b;
    failed_ = true;
  }

  Index count_, block_, blocks_;
  const std::function<void(Index, Index)>& body_;
  std::atomic<Index> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  Index failed_block_ = 0;
  std::exception_ptr failure_;
};

/// Threads that help with loops. Whoever has a loop to run works on it at once, and waits at its end only for blocks
/// that a helper is in the middle of: a helper that the machine gives no time to holds nobody up. All wait asleep,
/// after a few looks, so that who waits leaves its core to who works, of this process or another.
class Helpers {
 public:
  /// Lives as long as the process: helpers end with it, wherever they are. A child made by fork has helpers of its own.
  static Helpers& get() {
    static Helpers& helpers = made();
    return helpers;
  }

  void run(Loop& loop, int wanted) {
    Entry entry{&loop, wanted};
    std::unique_lock lock(mutex_);
    start_missing(wanted);
    open_.push_back(&entry);
    ++opened_;
    lock.unlock();
    for (int i = 0; i < wanted; ++i) opening_->notify_one();

    loop.work();
    lock.lock();
    std::erase(open_, &entry);
    lock.unlock();
    if (comes_soon([&] { return entry.at_work == 0; })) {
      lock.lock();  // the last helper has let go of the entry when it has let go of the lock
      return;
    }
    lock.lock();
    entry.ending.wait(lock, [&] { return entry.at_work == 0; });
  }

 private:
  struct Entry {
    Loop* loop;
    int wanted;  ///< helpers that may still join
    std::atomic<int> at_work{0};
    std::condition_variable ending{};
  };

  static Helpers& made() {
    pthread_atfork([] { get().mutex_.lock(); }, [] { get().mutex_.unlock(); }, [] { get().start_anew(); });
    return *new Helpers;
  }

  /// In a child made by fork: the helpers are not in it. What they waited on counts them still, and is left alone.
  void start_anew() {
    opening_ = new std::condition_variable;
    open_.clear();
    running_ = 0;
    mutex_.unlock();
  }

  void start_missing(int wanted) {
    try {
      for (; running_ < wanted; ++running_) std::thread([this] { help(); }).detach();
    } catch (const std::system_error&) {  // no more threads to be had: fewer do
    }
  }

  /// A loop with blocks left and room for one more helper; null: none.
  Entry* joinable() const {
    for (Entry* entry : open_)
      if (entry->wanted > 0 && entry->loop->has_more()) return entry;
    return nullptr;
  }

  [[noreturn]] void help() {
    std::unique_lock lock(mutex_);
    for (;;) {
      Entry* entry = joinable();
      if (entry == nullptr) {
        const std::uint64_t seen = opened_;
        lock.unlock();
        comes_soon([&] { return opened_ != seen; });
        lock.lock();
        opening_->wait(lock, [&] { return (entry = joinable()) != nullptr; });
      }
      --entry->wanted;
      ++entry->at_work;
      lock.unlock();
      entry->loop->work();
      lock.lock();
      if (--entry->at_work == 0) entry->ending.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable* opening_ = new std::condition_variable;
  std::vector<Entry*> open_;
  std::atomic<std::uint64_t> opened_{0};
  int running_ = 0;
};

}  // namespace

void set_threads(int count) {
  require(count >= 0, "threads: {} should be at least 1 (0: all cores)", count);
  requested = count;
}

ThreadCount::ThreadCount(int count) : before_(requested) { set_threads(count); }
ThreadCount::~ThreadCount() { requested = before_; }

int threads() {
  static const int cores = available_cores();
  return requested > 0 ? requested.load() : cores;
}

void parallel_blocks(Index count, Index block, const std::function<void(Index, Index)>& body) {
  require(block > 0, "parallel_blocks: block {} should be positive", block);
  Loop loop(count, block, body);
  const Index workers = inside_block ? 1 : std::min<Index>(threads(), loop.blocks());
  if (workers > 1) {
    Helpers::get().run(loop, static_cast<int>(workers) - 1);
    loop.rethrow_failure();
  } else {
    for (Index first = 0; first < count; first += block) body(first, std::min(count, first + block));
  }
}

}  // namespace neon
