using System.Reflection;
using System.Security.Cryptography;

namespace LlmPolicy.Benchmarks;

/// <summary>The lab's manifests, its token and its key.</summary>
internal static class Lab
{
    /// <summary>Any instant will do: the lab's token has no exp.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);

    public static string Token { get; } = Read("lab-token.txt").Trim();

    /// <summary>The lab's key, as the manifest has it.</summary>
    public static string KeyText { get; } = FindKey();

    public static CompiledPolicy Policy { get; } = Compile(KeyText);

    public static RSA Key()
    {
        var key = RSA.Create();
        key.ImportFromPem(KeyText);
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

    /// <summary>The lab's manifests with another key.</summary>
    public static CompiledPolicy Compile(string key)
    {
        var files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(name => new ManifestFile(name, WithKey(Read(name), key)));
        var compilation = PolicyCompiler.Compile(files);
        return compilation.Policy ?? throw new InvalidOperationException(string.Join('\n', compilation.Diagnostics));
    }

    private static string FindKey()
    {
        string[] lines = [.. Read("policies/virtualservice.yaml").Split('\n').Select(line => line.Trim())];
        int start = Array.FindIndex(lines, line => line.StartsWith("-----BEGIN", StringComparison.Ordinal));
        int end = Array.FindIndex(lines, line => line.StartsWith("-----END", StringComparison.Ordinal));
        return string.Join('\n', lines[start..(end + 1)]);
    }

    private static string WithKey(string manifest, string key)
    {
        string[] lines = manifest.Split('\n');
        int start = Array.FindIndex(lines, line => line.TrimStart().StartsWith("-----BEGIN", StringComparison.Ordinal));
        if (start < 0)
        {
            return manifest;
        }

        int end = Array.FindIndex(lines, line => line.TrimStart().StartsWith("-----END", StringComparison.Ordinal));
        string indent = lines[start][..^lines[start].TrimStart().Length];
        return string.Join('\n', [.. lines[..start], .. key.Split('\n').Select(line => indent + line), .. lines[(end + 1)..]]);
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
