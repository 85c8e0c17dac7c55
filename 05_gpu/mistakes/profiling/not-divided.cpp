// mistake: not-divided
// region: profiling/time
// message: that is the time of all runs together
work();
start.record();
for (int i = 0; i < repeats; ++i) work();
end.record();
return start.elapsed_time(end);
