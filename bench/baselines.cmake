neon_bench(baselines baselines_bench.cpp)
