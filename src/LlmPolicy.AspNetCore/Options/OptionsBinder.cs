using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Options;

/// <summary>Reads the configuration section by hand: no reflection, and no key that is silently ignored.</summary>
internal sealed class OptionsBinder(IConfiguration section) : IConfigureOptions<LlmPolicyOptions>
{
    private static readonly string[] Known =
        ["Manifests", "Upstreams", "Secrets", "SecretFolders", "Unenforced", "LaxRules", "StrictRules", "MissingReferences", "PrivateKeyHosts", "ReloadInterval", "LastGood", "RequireRbac", "RefusalBodies",
            "MaskSecrets", "PropagateBaggage", "StripUnderscoreTwins", "AllowWebSockets", "AllowExtendedConnect", "TokenCache", "Revoked", "Budgets", "RateLimits", "Audit", "Candidate"];

    public IChangeToken ReloadToken => section.GetReloadToken();

    public string Path { get; } = (section as IConfigurationSection)?.Path ?? "";

    public void Configure(LlmPolicyOptions options)
    {
        foreach (var child in section.GetChildren())
        {
            switch (Known.FirstOrDefault(k => k.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
            {
                case "Manifests":
                    List(child, options, options.Manifests.Add);
                    break;
                case "Candidate":
                    List(child, options, options.Candidate.Add);
                    break;
                case "Unenforced":
                    List(child, options, item => options.Unenforced.Add(item));
                    break;
                case "LaxRules":
                    List(child, options, item => options.LaxRules.Add(item));
                    break;
                case "StrictRules":
                    List(child, options, item => options.StrictRules.Add(item));
                    break;
                case "MissingReferences":
                    MissingReferences(child, options);
                    break;
                case "PrivateKeyHosts":
                    List(child, options, item => options.PrivateKeyHosts.Add(item));
                    break;
                case "ReloadInterval":
                    ReloadInterval(child, options);
                    break;
                case "LastGood":
                    options.LastGood = child.Value;
                    break;
                case "RequireRbac":
                    Truth(child, options, required => options.RequireRbac = required);
                    break;
                case "RefusalBodies":
                    RefusalBodies(child, options);
                    break;
                case "MaskSecrets":
                    Truth(child, options, masked => options.MaskSecrets = masked);
                    break;
                case "PropagateBaggage":
                    Truth(child, options, propagated => options.PropagateBaggage = propagated);
                    break;
                case "StripUnderscoreTwins":
                    Truth(child, options, stripped => options.StripUnderscoreTwins = stripped);
                    break;
                case "AllowWebSockets":
                    Truth(child, options, allowed => options.AllowWebSockets = allowed);
                    break;
                case "AllowExtendedConnect":
                    Truth(child, options, allowed => options.AllowExtendedConnect = allowed);
                    break;
                case "TokenCache":
                    TokenCache(child, options);
                    break;
                case "Budgets":
                    Budgets(child, options);
                    break;
                case "RateLimits":
                    RateLimits(child, options);
                    break;
                case "Audit":
                    AuditSection.Read(child, options);
                    break;
                case "Revoked":
                    RevokedSection.Read(child, options);
                    break;
                case "Upstreams":
                    Resources(child, options, Upstream);
                    break;
                case "SecretFolders":
                    Resources(child, options, SecretFolder);
                    break;
                case "Secrets":
                    Resources(child, options, Secret);
                    break;
                default:
                    options.BindingErrors.Add($"{child.Path}: unknown key. Known are {string.Join(", ", Known)}.");
                    break;
            }
        }
    }

    private static void List(IConfigurationSection list, LlmPolicyOptions options, Action<string> add)
    {
        if (!string.IsNullOrEmpty(list.Value))
        {
            options.BindingErrors.Add($"{list.Path}: a list is expected, as {list.Path}:0.");
        }

        foreach (var item in list.GetChildren())
        {
            if (string.IsNullOrWhiteSpace(item.Value))
            {
                options.BindingErrors.Add($"{item.Path}: empty.");
            }
            else
            {
                add(item.Value);
            }
        }
    }

    private static void MissingReferences(IConfigurationSection value, LlmPolicyOptions options)
    {
        if (value.Value is "warn" or "error")
        {
            options.MissingReferences = value.Value == "warn" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        }
        else
        {
            options.BindingErrors.Add($"{value.Path}: error or warn is expected.");
        }
    }

    private static void RefusalBodies(IConfigurationSection value, LlmPolicyOptions options)
    {
        if (value.Value is "envoy" or "provider")
        {
            options.RefusalBodies = value.Value == "envoy" ? LlmPolicy.RefusalBodies.Envoy : LlmPolicy.RefusalBodies.Provider;
        }
        else
        {
            options.BindingErrors.Add($"{value.Path}: envoy or provider is expected.");
        }
    }

    private static void ReloadInterval(IConfigurationSection value, LlmPolicyOptions options)
    {
        if (TimeSpan.TryParse(value.Value, CultureInfo.InvariantCulture, out var interval))
        {
            options.ReloadInterval = interval;
        }
        else
        {
            options.BindingErrors.Add($"{value.Path}: a time as 00:00:01 is expected.");
        }
    }

    private static void TokenCache(IConfigurationSection section, LlmPolicyOptions options)
    {
        foreach (var child in section.GetChildren())
        {
            if (child.Key.Equals("Enabled", StringComparison.OrdinalIgnoreCase))
            {
                Truth(child, options, enabled => options.TokenCache.Enabled = enabled);
            }
            else if (child.Key.Equals("Capacity", StringComparison.OrdinalIgnoreCase) && int.TryParse(child.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int capacity))
            {
                options.TokenCache.Capacity = capacity;
            }
            else if (child.Key.Equals("MaxBytes", StringComparison.OrdinalIgnoreCase) && long.TryParse(child.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
            {
                options.TokenCache.MaxBytes = bytes;
            }
            else
            {
                options.BindingErrors.Add($"{child.Path}: Enabled, true or false, and Capacity and MaxBytes, each a number, are expected.");
            }
        }
    }

    private static void Budgets(IConfigurationSection section, LlmPolicyOptions options)
    {
        foreach (var child in section.GetChildren())
        {
            if (child.Key.Equals("HashKey", StringComparison.OrdinalIgnoreCase))
            {
                options.Budgets.HashKey = child.Value;
            }
            else if (child.Key.Equals("File", StringComparison.OrdinalIgnoreCase))
            {
                options.Budgets.File = child.Value;
            }
            else if (child.Key.Equals("KeepNames", StringComparison.OrdinalIgnoreCase))
            {
                Truth(child, options, kept => options.Budgets.KeepNames = kept);
            }
            else
            {
                options.BindingErrors.Add($"{child.Path}: HashKey, File or KeepNames is expected.");
            }
        }
    }

    private static void RateLimits(IConfigurationSection section, LlmPolicyOptions options)
    {
        foreach (var child in section.GetChildren())
        {
            if (child.Key.Equals("OnFailure", StringComparison.OrdinalIgnoreCase) && child.Value is ("refuse" or "allow"))
            {
                options.RateLimits.OnFailure = child.Value == "allow" ? RateLimitFailureMode.Allow : RateLimitFailureMode.Refuse;
            }
            else if (child.Key.Equals("Timeout", StringComparison.OrdinalIgnoreCase) && TimeSpan.TryParse(child.Value, CultureInfo.InvariantCulture, out var timeout))
            {
                options.RateLimits.Timeout = timeout;
            }
            else
            {
                options.BindingErrors.Add($"{child.Path}: OnFailure, refuse or allow, and Timeout, a time as 00:00:01, are expected.");
            }
        }
    }

    private static void Truth(IConfigurationSection value, LlmPolicyOptions options, Action<bool> set)
    {
        if (bool.TryParse(value.Value, out bool truth))
        {
            set(truth);
        }
        else
        {
            options.BindingErrors.Add($"{value.Path}: true or false is expected.");
        }
    }

    private static void Resources(
        IConfigurationSection kind, LlmPolicyOptions options, Action<ResourceName, IConfigurationSection, LlmPolicyOptions> bind)
    {
        foreach (var space in kind.GetChildren())
        {
            if (!space.GetChildren().Any())
            {
                options.BindingErrors.Add($"{space.Path}: {kind.Path}:NAMESPACE:NAME is expected.");
            }

            foreach (var name in space.GetChildren())
            {
                bind(new ResourceName(space.Key, name.Key), name, options);
            }
        }
    }

    private static void Upstream(ResourceName name, IConfigurationSection value, LlmPolicyOptions options)
    {
        if (Uri.TryCreate(value.Value, UriKind.Absolute, out var url))
        {
            options.Upstreams[name] = url;
        }
        else
        {
            options.BindingErrors.Add($"{value.Path}: an absolute URL is expected.");
        }
    }

    private static void SecretFolder(ResourceName name, IConfigurationSection value, LlmPolicyOptions options)
    {
        if (string.IsNullOrWhiteSpace(value.Value))
        {
            options.BindingErrors.Add($"{value.Path}: a folder is expected.");
        }
        else
        {
            options.SecretFolders[name] = value.Value;
        }
    }

    private static void Secret(ResourceName name, IConfigurationSection secret, LlmPolicyOptions options)
    {
        Dictionary<string, SecretValue> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var header in secret.GetChildren())
        {
            headers[ConfiguredNames.Dashed(header.Key)] = new SecretValue(header.Value ?? "");
        }

        if (headers.Count == 0)
        {
            options.BindingErrors.Add($"{secret.Path}: a header is expected, as {secret.Path}:Authorization.");
        }
        else
        {
            options.Secrets[name] = new HeaderSecret(headers);
        }
    }
}
