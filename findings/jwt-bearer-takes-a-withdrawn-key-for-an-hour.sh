#!/usr/bin/env bash
# JwtBearer goes on taking tokens of a key that its issuer has withdrawn, after the new configuration is there: the token handler tries the "last known good"
# configuration where a key is not found, for an hour by default. With UseLastKnownGoodConfiguration = false the same token is refused.
# Seen with Microsoft.AspNetCore.Authentication.JwtBearer 10.0.11 (Microsoft.IdentityModel 8.19.2). Prints what came and fails if it is something else.
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
    <PackageReference Include="Microsoft.IdentityModel.Protocols.OpenIdConnect" Version="[8.19.2]" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

RsaSecurityKey former = new(RSA.Create(2048)) { KeyId = "former" };
RsaSecurityKey added = new(RSA.Create(2048)) { KeyId = "added" };
JsonWebTokenHandler handler = new();
string token = handler.CreateToken("""{"iss":"me"}""", new SigningCredentials(former, "RS256"));

foreach (bool lastKnownGood in (bool[])[true, false])
{
    Issuer issuer = new() { Key = former };
    ConfigurationManager<OpenIdConnectConfiguration> manager = new("https://issuer.example", issuer, new HttpDocumentRetriever())
    {
        UseLastKnownGoodConfiguration = lastKnownGood,
    };
    TokenValidationParameters parameters = new() { ConfigurationManager = manager, ValidateAudience = false, ValidateLifetime = false };
    bool before = (await handler.ValidateTokenAsync(token, parameters)).IsValid;
    issuer.Key = added;
    manager.RequestRefresh();
    while (!(await manager.GetConfigurationAsync(default)).SigningKeys.Contains(added))
    {
        await Task.Yield();
    }

    bool after = (await handler.ValidateTokenAsync(token, parameters)).IsValid;
    Console.WriteLine($"last known good {lastKnownGood}: before {before}, withdrawn {after}");
}

class Issuer : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    public required SecurityKey Key;

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel) =>
        Task.FromResult(new OpenIdConnectConfiguration { Issuer = "me", SigningKeys = { Key } });
}
CS
seen="$(dotnet run)"
echo "$seen"
[ "$seen" = "last known good True: before True, withdrawn True
last known good False: before True, withdrawn False" ]
