// mistake: nobody-waits-for-the-copy
// region: streams-and-events/next
// from: 36
// message: the work began before its batch was there
other.used.record();
send(other);
