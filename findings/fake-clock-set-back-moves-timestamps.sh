#!/usr/bin/env bash
# FakeTimeProvider.AdjustTime, which sets the wall clock and fires no timer, moves GetTimestamp as well: a fake clock that is set back an hour makes
# elapsed time negative, which a machine's monotonic clock never is. So a test that ages are measured by the monotonic clock passes or fails for the wrong
# reason, unless the fake's GetTimestamp is overridden.
# Seen with Microsoft.Extensions.TimeProvider.Testing 10.11.0. Prints what came and fails if it is something else.
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
  <ItemGroup>
    <PackageReference Include="Microsoft.Extensions.TimeProvider.Testing" Version="[10.11.0]" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using Microsoft.Extensions.Time.Testing;

FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
long start = clock.GetTimestamp();
clock.AdjustTime(clock.GetUtcNow() - TimeSpan.FromHours(1));
Console.WriteLine($"elapsed: {clock.GetElapsedTime(start)}");
CS
seen="$(dotnet run)"
echo "$seen"
[ "$seen" = "elapsed: -01:00:00" ]
