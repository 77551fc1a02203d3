// The command line: one table from verb to function.
int main() { return 0; }
