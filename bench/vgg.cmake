neon_bench(vgg vgg_bench.cpp)
target_link_libraries(bench_vgg PRIVATE dnnl)
