#!/usr/bin/env bash
# .NET's SocketsHttpHandler sends a request without a body again, on a new connection, when the server closes without a byte of an answer: four times in
# all, whatever the method, DELETE and POST among them. With a body it is sent once. No setting switches it off.
# Seen with the .NET 10.0 runtime; nothing but the SDK is needed. Prints the arrivals and fails if they are others.
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
using System.Net;
using System.Net.Sockets;

int arrivals = 0;
using TcpListener server = new(IPAddress.Loopback, 0);
server.Start();
_ = Task.Run(async () =>
{
    byte[] buffer = new byte[4096];
    while (true)
    {
        using Socket connection = await server.AcceptSocketAsync();
        if (await connection.ReceiveAsync(buffer) > 0)
        {
            Interlocked.Increment(ref arrivals);
        }
    }
});
using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
foreach (var (method, body) in new[] { ("GET", null), ("DELETE", null), ("POST", null), ("POST", "body") })
{
    arrivals = 0;
    using HttpRequestMessage request = new(new HttpMethod(method), $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/");
    request.Content = body is null ? null : new StringContent(body);
    try
    {
        await client.SendAsync(request);
    }
    catch (HttpRequestException)
    {
    }

    Console.WriteLine($"{method}{(body is null ? "" : " with a body")}: {arrivals}");
}
CS
dotnet --list-runtimes | grep "Microsoft.NETCore.App 10" | head -1
seen="$(dotnet run)"
echo "$seen"
[ "$seen" = "$(printf 'GET: 4\nDELETE: 4\nPOST: 4\nPOST with a body: 1')" ]
