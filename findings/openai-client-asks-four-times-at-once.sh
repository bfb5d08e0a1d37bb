#!/usr/bin/env bash
# OpenAI for .NET asks a server that refuses with 429 three times more at once, without any wait, where no Retry-After says how long: all four requests stand there within a
# fraction of a second, and the error reaches the caller as fast. "x-should-retry: false", by which OpenAI's clients for other languages give up, changes nothing. A server that
# means to be left alone has to say Retry-After; its client for JavaScript backs off by itself.
# Seen with OpenAI 2.15.0. Prints what came and fails if it is something else.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > seen.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="OpenAI" Version="[2.15.0]" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.ClientModel;
using System.Diagnostics;
using OpenAI;
using OpenAI.Chat;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using var app = builder.Build();
List<string> headers = [];
int asked = 0;
app.MapPost("/{**path}", (HttpContext context) =>
{
    asked++;
    foreach (string header in headers)
    {
        context.Response.Headers[header.Split(": ")[0]] = header.Split(": ")[1];
    }

    return Results.Json(new { error = new { message = "no", type = "rate_limit_error", code = "rate_limit_exceeded" } }, statusCode: 429);
});
await app.StartAsync();
ChatClient client = new("m", new ApiKeyCredential("k"), new OpenAIClientOptions { Endpoint = new Uri(app.Urls.First() + "/v1") });
await Ask([]);
await Ask(["x-should-retry: false"]);
await Ask(["Retry-After: 1"]);

async Task Ask(List<string> with)
{
    (headers, asked) = (with, 0);
    long start = Stopwatch.GetTimestamp();
    try
    {
        await client.CompleteChatAsync("Hi");
    }
    catch (ClientResultException)
    {
    }

    // Three waits of a second make three; none make less than one, the first call's own start included.
    Console.WriteLine($"{(with.Count == 0 ? "nothing said" : with[0])}: {asked} requests, {(int)Math.Floor(Stopwatch.GetElapsedTime(start).TotalSeconds)} s");
}
CS
seen="$(dotnet run)"
echo "$seen"
[ "$seen" = "nothing said: 4 requests, 0 s
x-should-retry: false: 4 requests, 0 s
Retry-After: 1: 4 requests, 3 s" ]
