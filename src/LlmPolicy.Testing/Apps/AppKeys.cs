using LlmPolicy.Testing.Keys;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Testing.Apps;

/// <summary>The throw-away keys of an app under test.</summary>
internal sealed class AppKeys
{
    private readonly ThrowAwayKeys _keys = new();

    private volatile TokenIssuers _issuers;

    public AppKeys(IHostEnvironment environment)
    {
        if (environment.IsProduction())
        {
            throw new InvalidOperationException(
                "WithLlmPolicyKeys() makes an app trust keys of a test's own. It does not run in the environment Production; set another one: builder.UseEnvironment(\"Development\").");
        }

        _issuers = new TokenIssuers(_keys);
    }

    /// <summary>The providers of the generation that was loaded last.</summary>
    public TokenIssuers Issuers => _issuers;

    public PolicyCompilerOptions Change(PolicyCompilerOptions options) => options.WithKeysInstead((_issuers = new TokenIssuers(_keys)).Add);
}
