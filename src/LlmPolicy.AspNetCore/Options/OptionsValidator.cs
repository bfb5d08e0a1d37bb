using System.Text;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Options;

internal sealed class OptionsValidator : IValidateOptions<LlmPolicyOptions>
{
    private const int SmallestCache = 3;

    private const int SmallestHashKey = 16;

    private const long SmallestCacheBytes = 1 << 16;

    private const long SmallestReplay = 1 << 16;

    public ValidateOptionsResult Validate(string? name, LlmPolicyOptions options)
    {
        List<string> failures = [.. options.BindingErrors];
        foreach (string path in options.Manifests)
        {
            if (string.IsNullOrWhiteSpace(path))
            {
                failures.Add("LlmPolicy:Manifests: a path is empty.");
            }
        }

        if (options.Candidate.Any(string.IsNullOrWhiteSpace))
        {
            failures.Add("LlmPolicy:Candidate: a path is empty.");
        }

        if (options.ReloadInterval < TimeSpan.Zero || options.ReloadInterval > TimeSpan.FromDays(1))
        {
            failures.Add("LlmPolicy:ReloadInterval: from 0 (never) to a day is expected.");
        }

        if (options.LastGood is { } lastGood && string.IsNullOrWhiteSpace(lastGood))
        {
            failures.Add("LlmPolicy:LastGood: the path is empty.");
        }

        if (!Enum.IsDefined(options.RefusalBodies))
        {
            failures.Add("LlmPolicy:RefusalBodies: envoy or provider is expected.");
        }

        if (options.TokenCache.Capacity < SmallestCache)
        {
            failures.Add("LlmPolicy:TokenCache:Capacity: 3 or more is expected; to remember no token, set LlmPolicy:TokenCache:Enabled to false.");
        }

        if (options.TokenCache.MaxBytes < SmallestCacheBytes)
        {
            failures.Add("LlmPolicy:TokenCache:MaxBytes: 65536 or more is expected; to remember no token, set LlmPolicy:TokenCache:Enabled to false.");
        }

        if (options.Budgets.HashKey is { } key && Encoding.UTF8.GetByteCount(key) < SmallestHashKey)
        {
            failures.Add("LlmPolicy:Budgets:HashKey: 16 bytes or more are expected.");
        }
        else if (options.Budgets is { AreKept: true, HashKey: null })
        {
            failures.Add(
                "LlmPolicy:Budgets:HashKey: budgets outlive this process, so the names of their counters have to, too. "
                + "Set it to a secret of 16 bytes or more, the same on all machines that share them.");
        }

        if (options.Budgets is { AreKept: false, File: not null })
        {
            failures.Add("LlmPolicy:Budgets:File: nothing keeps budgets in a file. Add the package LlmPolicy.Sqlite, and AddSqliteBudgets() behind AddLlmPolicy().");
        }

        if (!Enum.IsDefined(options.RateLimits.OnFailure))
        {
            failures.Add("LlmPolicy:RateLimits:OnFailure: refuse or allow is expected.");
        }

        if (options.RateLimits.Timeout <= TimeSpan.Zero || options.RateLimits.Timeout > TimeSpan.FromMinutes(1))
        {
            failures.Add("LlmPolicy:RateLimits:Timeout: more than none, and a minute at the most, is expected.");
        }

        CheckAudit(options.Audit, failures);
        foreach ((var upstream, var url) in options.Upstreams)
        {
            if (Problem(url) is { } problem)
            {
                failures.Add($"LlmPolicy:Upstreams:{upstream.Namespace}:{upstream.Name}: {problem}");
            }
        }

        foreach ((var secret, var value) in options.Secrets)
        {
            if (value.FindProblem() is { } problem)
            {
                failures.Add($"LlmPolicy:Secrets:{secret.Namespace}:{secret.Name}: {problem}.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckAudit(AuditOptions audit, List<string> failures)
    {
        if (audit.HashKeyBytes is { Length: < SmallestHashKey })
        {
            failures.Add("LlmPolicy:Audit:HashKey: 16 bytes or more are expected.");
        }

        if (audit.Sample is not { Allowed: >= 0 and <= 1, Refused: >= 0 and <= 1 })
        {
            failures.Add("LlmPolicy:Audit:Sample: Allowed and Refused, each from 0 (none) to 1 (all), are expected.");
        }

        if (audit.Replay is not null && string.IsNullOrWhiteSpace(audit.Replay))
        {
            failures.Add("LlmPolicy:Audit:Replay: a file is expected.");
        }

        if (audit.ReplayMaxBytes < SmallestReplay)
        {
            failures.Add("LlmPolicy:Audit:ReplayMaxBytes: 65536 or more is expected.");
        }
    }

    private static string? Problem(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return "http:// or https:// is expected.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "a user or password in a URL would end up in logs; use a Secret.";
        }

        return url.PathAndQuery is "/" && url.Fragment.Length == 0 ? null : "an address without path, query and fragment is expected.";
    }
}
