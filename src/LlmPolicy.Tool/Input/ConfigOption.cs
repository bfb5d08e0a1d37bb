using System.CommandLine;
using System.Text;
using System.Text.Json;
using LlmPolicy.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Tool.Input;

/// <summary><c>--config</c>: the app's settings, whose section <c>LlmPolicy</c> says what is there beside the manifests.</summary>
internal sealed class ConfigOption : Option<string[]>
{
    public ConfigOption()
        : base("--config")
    {
        Description = "The app's appsettings.json: what its section LlmPolicy gives is taken as there, and what neither gives is an error. A later file goes over an earlier one.";
        HelpName = "FILE";
    }

    /// <summary>What may be taken for granted. Without a file, Upstreams and Secrets may be elsewhere: that they are missing is a warning.</summary>
    /// <exception cref="UsageException">A file can't be read, or its section is not valid.</exception>
    public PolicyCompilerOptions Read(ParseResult parsed)
    {
        string[] files = parsed.GetValue(this) ?? [];
        LlmPolicyOptions options = Bind(files);
        DiagnosticSeverity missing = files.Length == 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        return CompilerOptions.From(options, missingUpstream: missing, missingSecret: missing, new BouncyCastleEd25519());
    }

    /// <summary>The tokens that are revoked.</summary>
    /// <exception cref="UsageException">A file can't be read, or its section is not valid.</exception>
    public RevokedTokens ReadRevoked(ParseResult parsed) => new(Bind(parsed.GetValue(this) ?? []).Revoked);

    private static LlmPolicyOptions Bind(string[] files)
    {
        ConfigurationBuilder builder = new();
        foreach (string file in files)
        {
            builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(InputFile.ReadText(file))));
        }

        LlmPolicyOptions options = new();
        try
        {
            new OptionsBinder(builder.Build().GetSection("LlmPolicy")).Configure(options);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new UsageException($"{string.Join(", ", files)}: this is not JSON.");
        }

        ValidateOptionsResult result = new OptionsValidator().Validate(null, options);
        return result.Failed ? throw new UsageException($"{string.Join(", ", files)}: {string.Join(" ", result.Failures)}") : options;
    }
}
