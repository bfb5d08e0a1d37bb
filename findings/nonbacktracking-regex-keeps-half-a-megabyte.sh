#!/usr/bin/env bash
# A Regex with RegexOptions.NonBacktracking keeps hundreds of kilobytes from the moment that it is made, before any match, the more the more different
# characters its pattern names; one without the option keeps a kilobyte. So thousands of them, such as routes' matchers, are no matter of time alone.
# Seen with .NET 10.0.12. Prints what came and fails if it is something else: kilobytes for one, rounded to tens.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > seen.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.Text.RegularExpressions;

foreach (var (pattern, options) in new[]
{
    ("a", RegexOptions.NonBacktracking), ("/models/v[0-9]+/.*", RegexOptions.NonBacktracking), ("abcdefghijklmnop", RegexOptions.NonBacktracking),
    ("abcdefghijklmnop", RegexOptions.None),
})
{
    const int Count = 100;
    Regex[] kept = new Regex[Count];
    _ = new Regex(pattern, options);
    long before = GC.GetTotalMemory(forceFullCollection: true);
    for (int i = 0; i < Count; i++)
    {
        kept[i] = new Regex(pattern, options);
    }

    long kilobytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count / 1000;
    Console.WriteLine($"{options} {pattern}: {(kilobytes + 5) / 10 * 10}");
    GC.KeepAlive(kept);
}
CS
seen="$(dotnet run -c Release)"
echo "$seen"
[ "$seen" = "NonBacktracking a: 30
NonBacktracking /models/v[0-9]+/.*: 410
NonBacktracking abcdefghijklmnop: 780
None abcdefghijklmnop: 0" ]
