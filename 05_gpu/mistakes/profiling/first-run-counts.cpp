// mistake: first-run-counts
// region: profiling/time
// message: the first run, with all that happens only once
start.record();
for (int i = 0; i < repeats; ++i) work();
end.record();
return start.elapsed_time(end) / repeats;
