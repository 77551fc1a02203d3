#!/usr/bin/env bash
# A recorded year of hours, as CSV on stdout: year.sh YEAR.
echo datetime_utc,zone,g_per_kwh
for day in $(seq 0 364); do
  date=$(date -u -d "$1-01-01 + $day days" +%F)
  for hour in 0{0..9} {10..23}; do echo "$date $hour:00:00,DE,300"; done
done
