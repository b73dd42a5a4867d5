neon_bench(text text_bench.cpp)
