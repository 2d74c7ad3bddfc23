# Every row of a CSV file has as many fields as its first. Quoted fields may hold commas, quotes written
# twice, and line breaks.
{
  if (!open) fields = 1
  line = $0
  for (i = 1; i <= length(line); ++i) {
    c = substr(line, i, 1)
    if (c == "\"") open = !open
    else if (c == "," && !open) ++fields
  }
  if (open) next
  ++rows
  if (rows == 1) expected = fields
  else if (line !~ /^\r?$/ && fields != expected) {
    printf "%s:%d: %d fields, the header has %d\n", FILENAME, FNR, fields, expected
    bad = 1
  }
}
END {
  if (open) { printf "%s: a quoted field never ends\n", FILENAME; bad = 1 }
  exit bad
}
