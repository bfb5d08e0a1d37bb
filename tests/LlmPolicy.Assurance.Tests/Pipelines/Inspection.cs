using System.IO.Compression;
using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>What must be true of every request, whatever it went through. Each rule says in words how it is broken.</summary>
internal static class Inspection
{
    public static IReadOnlyList<Func<PipelineOutcome, IEnumerable<string>>> Rules { get; } = [Rightful, AsDecided, WithOneKey, Answered, Unhindered];

    /// <summary>Who is allowed to have it carried out, and that it was decided so.</summary>
    public static IEnumerable<string> Rightful(PipelineOutcome outcome)
    {
        foreach (Seen seen in outcome.Seen.Where(seen => !IsUnguarded(outcome, seen) && !IsHeldBack(outcome)))
        {
            if (!Rights.Allow(outcome.Request.Caller, seen with { Path = WithoutOutside(seen) }))
            {
                yield return $"{outcome.Request.Caller.Name} may not";
            }

            if (outcome.Decided is null && !IsExempt(seen))
            {
                yield return "nobody decided";
            }
        }

        if (outcome.Seen.Count > 1)
        {
            yield return "more than once";
        }

        if (outcome.Decided?.Decision is { Response: not null, Reason: not ReasonCodes.UpstreamUnavailable } && outcome.Seen.Count > 0 && !IsHeldBack(outcome))
        {
            yield return "refused, and carried out";
        }

        if (outcome.Request.HasManyEnds && outcome.Seen.Any(seen => !IsExempt(seen) && !IsUnguarded(outcome, seen)))
        {
            yield return "a request with more than one end";
        }

        if (outcome.Request.Path.StartsWith("poison", StringComparison.Ordinal) && outcome.Seen.Any(seen => !seen.IsUpstream && !IsExempt(seen)))
        {
            yield return "a change of the policy's that threw";
        }
    }

    /// <summary>What was decided on is what was sent, or what a middleware in front made of it; what was carried out is what was decided on.</summary>
    public static IEnumerable<string> AsDecided(PipelineOutcome outcome)
    {
        if (outcome.Decided is not { Request: var decided, Decision: var decision } || IsHeldBack(outcome))
        {
            yield break;
        }

        bool mayOverride = outcome.Was(Middleware.MethodOverride, Place.InFront) || outcome.Was(Middleware.FormOverride, Place.InFront);
        if (decided.Target != outcome.Request.Target || (decided.Method != outcome.Request.Method && !mayOverride)
            || (decided.Authority != outcome.Request.Host && !(outcome.Was(Middleware.ForwardedHeaders, Place.InFront) && decided.Authority == outcome.Request["X-Forwarded-Host"])))
        {
            yield return $"decided on {decided.Method} {decided.Authority}";
        }

        if (decision.Forwarding is not { } forwarding)
        {
            yield break;
        }

        foreach (Seen seen in outcome.Seen)
        {
            bool isTarget = seen.IsUpstream
                ? seen.Path + seen.Query == forwarding.Target && seen.Host == forwarding.Host && seen.Place == forwarding.Upstream.Name
                : (Uri.UnescapeDataString(WithoutOutside(seen)) == Uri.UnescapeDataString(Cut(forwarding.Target).Path) || IsRewrittenWithinRoute(seen)) && seen.Query.TrimStart('?') == Cut(forwarding.Target).Query.TrimStart('?')
                    && (seen.Host == decided.Authority || outcome.Pipeline.Has(Middleware.ForwardedHeaders));
            if (!isTarget || seen.Method != decided.Method)
            {
                yield return $"decided on {decided.Method} {forwarding.Target} of {forwarding.Host} to {forwarding.Upstream.Name}";
            }

            if (!Bodies(outcome, seen).Contains(seen.Body, StringComparer.Ordinal))
            {
                yield return "another body";
            }

            foreach (string broken in Headers(outcome, seen))
            {
                yield return broken;
            }
        }
    }

    /// <summary>One provider's key arrives, at its own upstream, and nowhere else; the caller's token arrives nowhere.</summary>
    public static IEnumerable<string> WithOneKey(PipelineOutcome outcome)
    {
        foreach (Seen seen in outcome.Seen)
        {
            string all = string.Join('\n', seen.Headers.Select(header => header.Value).Append(seen.Path).Append(seen.Query).Append(seen.Body));
            foreach ((string place, string key) in (ReadOnlySpan<(string, string)>)[("alpha", Rights.KeyOfAlpha), ("beta", Rights.KeyOfBeta)])
            {
                int count = all.Split(key).Length - 1;
                if (count != (seen.Place == place ? 1 : 0))
                {
                    return [$"the key of {place} came {count} times to {seen.Place}"];
                }
            }

            if (seen.IsUpstream && seen["x-api-key"].Length != 1)
            {
                return ["a key beside the key"];
            }

            if (outcome.Request.Credential is { } token && !IsOpen(seen) && !IsExempt(seen) && !IsUnguarded(outcome, seen) && all.Contains(token, StringComparison.Ordinal))
            {
                return ["the caller's token came along"];
            }
        }

        return outcome.Answer is { } answer && TextOf(answer) is var text && (text.Contains(Rights.KeyOfAlpha, StringComparison.Ordinal) || text.Contains(Rights.KeyOfBeta, StringComparison.Ordinal))
            ? ["a key in the answer"]
            : [];
    }

    /// <summary>Nobody gets another caller's answer, or an answer without being asked for; each answer bears its own decision's id.</summary>
    public static IEnumerable<string> Answered(PipelineOutcome outcome)
    {
        if (outcome.Answer is not { } answer)
        {
            yield return "no answer";
            yield break;
        }

        // An endpoint that nothing guards, which a path is rewritten to, is the app's to cache.
        bool isExempt = outcome.Request.Area == "public" || outcome.Seen.Any(IsExempt)
            || (!outcome.Request.Arrangement.HasGuard && outcome.Pipeline.Has(Middleware.Rewriter) && outcome.Request.Path.StartsWith("hop/", StringComparison.Ordinal));
        string own = outcome.Seen is [var only] ? Witness.AnswerFor(only) : "";
        if (!isExempt && (answer[Witness.AnswerHeader].Any(made => made != own) || (answer.Body.Contains('|', StringComparison.Ordinal) && answer.Body != own)))
        {
            yield return $"got the answer {answer.Body}";
        }

        if (!isExempt && outcome.Seen.Count == 0 && answer.Status is < 300 or 304 && !(outcome.Request.Method == "OPTIONS" && outcome.Pipeline.Has(Middleware.Cors)))
        {
            yield return "an answer that nobody made";
        }

        if (answer.Status == 500 && MayFail(outcome))
        {
            // The server's own answer to what the app throws: it takes off all headers.
            yield break;
        }

        if (outcome.Decided is { DecisionId: var id } ? !answer["x-llmpolicy-decision"].SequenceEqual([id]) : !isExempt && !outcome.Seen.Any(seen => IsUnguarded(outcome, seen)) && answer["x-llmpolicy-decision"].Contains("forged"))
        {
            yield return $"the decision's id is {string.Join(',', answer["x-llmpolicy-decision"])}";
        }

        // An error page is made by the pipeline, which may have something of its own to say to it.
        if (outcome.Decided?.Decision.Response is { StatusCode: var status } decided && status != answer.Status && !(outcome.Pipeline.Has(Middleware.StatusCodePages) && decided.Body.Length == 0) && !IsHeldBack(outcome))
        {
            yield return $"decided to answer {status}";
        }

        if (answer.Status == 500)
        {
            yield return "an error of the server's own";
        }

        if (outcome.Request.Caller.IsKnown && outcome.Seen is [{ IsUpstream: false } served] && !IsExempt(served) && !IsOpen(served) && !IsUnguarded(outcome, served)
            && answer[Witness.AnswerHeader].Count > 0 && !answer["cache-control"].Any(line => line.Contains("no-store", StringComparison.Ordinal) || (line.Contains("private", StringComparison.Ordinal) && !line.Contains("s-maxage", StringComparison.Ordinal))))
        {
            yield return $"a cache may keep it: {string.Join(',', answer["cache-control"])}";
        }

        if (outcome.Request["x-script"] is "204" or "205" or "101" && outcome.Seen is [{ IsUpstream: true }] && answer.Status != 502)
        {
            yield return "what is no answer was passed on";
        }
    }

    /// <summary>A request that no middleware has anything to do with goes as if there were none: who may, may; who may not, is told so.</summary>
    public static IEnumerable<string> Unhindered(PipelineOutcome outcome)
    {
        if (!outcome.IsPlain)
        {
            return [];
        }

        PipelineRequest request = outcome.Request;
        Seen asked = new(Seen.Endpoint, request.Method, $"/{request.Area}/{request.Path}", request.Query, request.Host, request.Headers, request.Body);
        return Rights.Allow(request.Caller, asked)
            ? outcome is { Answer.Status: 200, Seen.Count: 1 } ? [] : ["it may"]
            : outcome is { Answer.Status: 401 or 403 or 404, Seen.Count: 0 } ? [] : ["it may not"];
    }

    private static IEnumerable<string> Headers(PipelineOutcome outcome, Seen seen)
    {
        if (IsExempt(seen))
        {
            yield break;
        }

        bool isByKey = outcome.Request.Host == Rights.Keys;
        if (!seen["x-user-id"].SequenceEqual(isByKey && !IsOpen(seen) ? [$"{outcome.Request.Caller.Name}-key"] : []))
        {
            yield return $"the key is said to be {string.Join(',', seen["x-user-id"])}";
        }

        if (IsOpen(seen))
        {
            yield break;
        }

        if (!seen["x-user"].SequenceEqual(isByKey ? [] : [outcome.Request.Caller.Name]))
        {
            yield return $"the caller is said to be {string.Join(',', seen["x-user"])}";
        }

        string[] owned = seen.IsUpstream ? ["x-user", "x-absent", "x-api-key"] : ["x-user", "x-absent"];
        foreach ((string name, string value) in seen.Headers)
        {
            string folded = name.Replace('_', '-');
            if (owned.Contains(folded, StringComparer.OrdinalIgnoreCase) && (name != folded || folded.Equals("x-absent", StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"{name}: {value} beside the policy's own";
            }
        }

        string[] touched = [.. outcome.Pipeline.Both.SelectMany(one => one.Touches), "connection", "upgrade", "content-length", .. seen.IsUpstream ? [] : (string[])["cache-control"]];
        foreach (var sent in outcome.Request.Headers.Where(header => !touched.Contains(header.Name, StringComparer.OrdinalIgnoreCase)).GroupBy(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase))
        {
            if (string.Join(", ", seen[sent.Key]) != string.Join(", ", sent))
            {
                yield return $"{sent.Key}: {string.Join(',', seen[sent.Key])}";
            }
        }

        string[] known = ["x-user", "x-user-id", "x-api-key", "x_api_key", PipelineRequest.CaseHeader, Arrangement.Header, "host", "traceparent", "x-poison", "transfer-encoding"];
        foreach (string name in seen.Headers.Select(header => header.Name).Except([.. touched, .. known, .. outcome.Request.Headers.Select(header => header.Name)], StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{name} was not sent";
        }
    }

    /// <summary>The bodies that may arrive: the one that was sent, and where it is unzipped on the way what is in it.</summary>
    private static IEnumerable<string> Bodies(PipelineOutcome outcome, Seen seen)
    {
        yield return outcome.Request.Body;
        if (!seen.IsUpstream && outcome.Pipeline.Has(Middleware.FormOverride) && outcome.Request["Content-Type"] == "application/x-www-form-urlencoded")
        {
            // It has read the form, which is the endpoint's to ask for.
            yield return "";
        }

        if (outcome.Pipeline.Has(Middleware.RequestDecompression) && outcome.Request["Content-Encoding"] == "gzip" && outcome.Request.Body.StartsWith('\x1f'))
        {
            using GZipStream zipped = new(new MemoryStream(Encoding.Latin1.GetBytes(outcome.Request.Body)), CompressionMode.Decompress);
            using StreamReader reader = new(zipped, Encoding.Latin1);
            yield return reader.ReadToEnd();
        }
    }

    // A base that a trusted proxy tells never was in the target.
    private static string WithoutOutside(Seen seen) => seen.Path.StartsWith("/outside", StringComparison.Ordinal) ? seen.Path["/outside".Length..] : seen.Path;

    /// <summary>To a middleware that answers by itself a path may be rewritten within its route.</summary>
    private static bool IsRewrittenWithinRoute(Seen seen) => seen.Path is "/f/shared/new";

    private static bool IsExempt(Seen seen) => seen.Path.TrimStart('/').Split('/') is ["public", ..] or ["base", "public", ..] or ["outside", "public", ..];

    /// <summary>Whether the app itself throws: it is asked to, or can't read the body.</summary>
    public static bool MayFail(PipelineOutcome outcome) =>
        outcome.Request["x-throw"] is not null || outcome.Request["x-script"] == "throw" || outcome.Request.Path.StartsWith("poison", StringComparison.Ordinal)
        || (outcome.Pipeline.Has(Middleware.RequestDecompression) && outcome.Request["Content-Encoding"] is not null && !outcome.Request.Body.StartsWith('\x1f'))
        || IsHeldBack(outcome);

    /// <summary>Whether a middleware that answers by itself has run, on a request that another one had rewritten, and its answer was not given.</summary>
    private static bool IsHeldBack(PipelineOutcome outcome) =>
        outcome is { Answer.Status: >= 400, Seen: [{ IsUpstream: false } seen] } && seen.Path.Split('/').Contains("f")
        && outcome.Pipeline.Both.Any(one => one == Middleware.Rewriter || one == Middleware.MethodOverride || one == Middleware.FormOverride || one == Middleware.ForwardedHeaders);

    /// <summary>An endpoint of the app's that nothing guards, which a middleware led to.</summary>
    private static bool IsUnguarded(PipelineOutcome outcome, Seen seen) => !outcome.Request.Arrangement.HasGuard && seen.Path.Split('/').Any(segment => segment is "e" or "f");

    private static bool IsOpen(Seen seen) => seen.Path.Contains("/open/", StringComparison.Ordinal);

    private static (string Path, string Query) Cut(string target) => target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (target[..at], target[at..]) : (target, "");

    private static string TextOf(HttpMessage answer) => string.Join('\n', answer.Headers.Select(header => header.Value).Append(answer.StartLine).Append(answer.Body));
}
