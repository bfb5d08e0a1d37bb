using System.Reflection;
using System.Security.Cryptography;

namespace LlmPolicy.Benchmarks;

/// <summary>The lab's manifests, its token and its key.</summary>
internal static class Lab
{
    public static string Token { get; } = Read("lab-token.txt").Trim();

    public static CompiledPolicy Policy { get; } = Compile();

    public static RSA Key()
    {
        string manifest = Read("policies/virtualservice.yaml");
        var key = RSA.Create();
        string[] lines = [.. manifest.Split('\n').Select(line => line.Trim()).SkipWhile(line => !line.StartsWith("-----BEGIN", StringComparison.Ordinal))];
        int end = Array.FindIndex(lines, line => line.StartsWith("-----END", StringComparison.Ordinal));
        key.ImportFromPem(string.Join('\n', lines[..(end + 1)]));
        return key;
    }

    public static PolicyRequest Request(string? token) => new()
    {
        Method = "POST",
        Target = "/huggingface-gloo-gw",
        Authority = "localhost:8080",
        Headers =
        [
            new("user-agent", "curl/8.5.0"),
            new("accept", "*/*"),
            new("content-length", "73"),
            new("content-type", "application/x-www-form-urlencoded"),
            .. token is null ? Array.Empty<HeaderField>() : [new("authorization", $"Bearer {token}")],
        ],
        RemoteAddress = "127.0.0.1",
        RemotePort = 40000,
    };

    private static CompiledPolicy Compile()
    {
        var files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(name => new ManifestFile(name, Read(name)));
        var compilation = PolicyCompiler.Compile(files);
        return compilation.Policy ?? throw new InvalidOperationException(string.Join('\n', compilation.Diagnostics));
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
