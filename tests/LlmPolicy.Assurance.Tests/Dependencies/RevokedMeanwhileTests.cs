using System.Security.Cryptography;
using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A token that is revoked while whatever else of the configuration is wrong is refused from its next request on, at guard, gateway and scheme, remembered or not; taken off the list, it is good again.</summary>
public sealed class RevokedMeanwhileTests
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(0.7);

    private static readonly SigningKey Key = SigningKey.Ec();

    private static readonly string[] Tokens = [.. Enumerable.Range(0, 2).Select(i => Key.Sign($$"""{"iss":"test","sub":"caller-{{i}}","jti":"{{i}}","org":{"team":["a","team-{{i}}"]} }"""))];

    private static readonly string Manifests = string.Join(
        "\n---\n",
        Policies.Service("plain", Policies.Jwt(Key), Policies.Route("/"))
            .Replace("[plain.test]", "[\"*\"]", StringComparison.Ordinal),
        Policies.Upstream,
        Gateway.Manifests.Secret("key", "x-key", "c4nary"));

    /// <summary>What the manifests have become meanwhile; null: they are gone.</summary>
    private static readonly Dictionary<string, string?> Written = new()
    {
        ["as they were"] = Manifests,
        ["no YAML"] = "a: [",
        ["what does not load"] = Manifests.Replace("issuer: test", "isuer: test", StringComparison.Ordinal),
        ["nothing"] = "",
        ["no file"] = null,
    };

    /// <summary>Options that have become wrong meanwhile.</summary>
    private static readonly Dictionary<string, (string Key, string Value)[]> Options = new()
    {
        ["right"] = [],
        ["a time"] = [("LlmPolicy:ReloadInterval", "soon")],
        ["a place"] = [("LlmPolicy:Manifests:0", "/nowhere")],
        ["a number"] = [("LlmPolicy:TokenCache:Capacity", "many")],
        ["an unknown one"] = [("LlmPolicy:Nonsense", "a")],
        ["a truth"] = [("LlmPolicy:RequireRbac", "perhaps")],
        ["another entry"] = [("LlmPolicy:Revoked:7:Claim", "jti")],
        ["an entry that says two things"] = [("LlmPolicy:Revoked:7:Sha256", "abc")],
        ["all"] = [("LlmPolicy:ReloadInterval", "soon"), ("LlmPolicy:Manifests:0", "/nowhere"), ("LlmPolicy:Nonsense", "a"), ("LlmPolicy:MaskSecrets", "no?")],
    };

    /// <summary>The ways to name a token.</summary>
    private static readonly Func<int, (string Key, string Value)[]>[] Named =
    [
        i => [("Provider", "p"), ("Claim", "sub"), ("Value", $"caller-{i}")],
        i => [("Provider", "p"), ("Claim", "jti"), ("Value", $"{i}")],
        i => [("Provider", "p"), ("Claim", "org.team"), ("Value", $"team-{i}")],
        i => [("Sha256", Hash(Tokens[i]))],
        i => [("Sha256", Hash(Tokens[i][..Tokens[i].LastIndexOf('.')]))],
    ];

    public static TheoryData<string, string> Cases => new MatrixTheoryData<string, string>([.. Written.Keys], [.. Options.Keys]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_refused_at_once_and_good_again_once_it_is_off_the_list(string manifests, string options)
    {
        using TempFolder folder = new();
        folder.Write("policy.yaml", Manifests);
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Policies.ModelsHost] = upstream.Port }, "", new TestClock(), Add, ("LlmPolicy:Manifests:0", folder["policy.yaml"]), ("LlmPolicy:ReloadInterval", Look.ToString()));
        var configuration = (IConfigurationRoot)gateway.Services.GetRequiredService<IConfiguration>();
        await ShouldBeAsync(gateway, [200, 200], "before");
        if (Written[manifests] != Manifests)
        {
            if (Written[manifests] is { } text)
            {
                folder.Write("policy.yaml", text);
            }
            else
            {
                File.Delete(folder["policy.yaml"]);
            }

            for (int looks = 0; looks < 3; looks++)
            {
                await gateway.LookAsync(Look);
            }
        }

        Set(Options[options]);
        for (int way = 0; way < Named.Length; way++)
        {
            string story = $"{manifests}, {options}, named in way {way}";
            Set([.. Clear(), .. Entry(way, 0)]);
            await ShouldBeAsync(gateway, [401, 200], story);
            Set([.. Clear(), .. Entry(way, 1)]);
            await ShouldBeAsync(gateway, [200, 401], $"{story}, and then the other");
        }

        Set([.. Clear(), ("LlmPolicy:Revoked:0:Claim", "sub"), ("LlmPolicy:Revoked:0:Provider", "p"), ("LlmPolicy:Revoked:0:Value", "nobody")]);
        await ShouldBeAsync(gateway, [200, 200], "off the list");

        void Set((string Key, string Value)[] values)
        {
            foreach (var (key, value) in values)
            {
                configuration[key] = value;
            }

            configuration.Reload();
        }
    }

    /// <summary>One entry a way to name it: of those that are not meant, one that means nobody.</summary>
    private static (string, string)[] Clear() => [.. Named.SelectMany((_, way) => way < 3
        ? new[] { ($"LlmPolicy:Revoked:{way}:Provider", "p"), ($"LlmPolicy:Revoked:{way}:Claim", "sub"), ($"LlmPolicy:Revoked:{way}:Value", "nobody") }
        : [($"LlmPolicy:Revoked:{way}:Sha256", Hash("nobody"))])];

    private static (string, string)[] Entry(int way, int token) => [.. Named[way](token).Select(part => ($"LlmPolicy:Revoked:{way}:{part.Key}", part.Value))];

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(text)));

    /// <summary>By each way in, twice: what was remembered counts no more.</summary>
    private static async Task ShouldBeAsync(HostileGateway gateway, int[] statuses, string story)
    {
        foreach (string path in (string[])["/v1/models", "/guarded", "/who"])
        {
            for (int token = 0; token < Tokens.Length; token++)
            {
                for (int time = 0; time < 2; time++)
                {
                    Answer answer = await gateway.AskAsync($"GET {path} HTTP/1.1\nHost: plain.test\nAuthorization: Bearer {Tokens[token]}");
                    answer.Status.ShouldBe(statuses[token], $"{path} with token {token}: {story}");
                }
            }
        }
    }

    private static void Add(IServiceCollection services)
    {
        services.AddAuthentication().AddLlmPolicy();
        services.AddSingleton<IStartupFilter, WaysIn>();
    }

    /// <summary>Beside the gateway a guard, and somebody who asks the scheme.</summary>
    private sealed class WaysIn : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseWhen(context => context.Request.Path == "/guarded", branch =>
            {
                branch.UseLlmPolicy();
                branch.Run(context => context.Response.WriteAsync("ok"));
            });
            app.UseWhen(context => context.Request.Path == "/who", branch => branch.Run(async context =>
                context.Response.StatusCode = (await context.AuthenticateAsync()).Succeeded ? 200 : 401));
            next(app);
        };
    }
}
