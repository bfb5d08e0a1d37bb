using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using LlmPolicy.Dashboard.Decisions;
using LlmPolicy.Dashboard.Sections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace LlmPolicy.Dashboard;

/// <summary>The page for operators, its live decisions, and its answers to pasted requests.</summary>
internal sealed class DashboardEndpoints(
    DashboardPage page, RecentDecisions recent, DecisionsSection decisions, AskSection ask, TimeProvider time, IHostApplicationLifetime? lifetime = null)
{
    /// <summary>How often a quiet stream says that it is there.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>How long a stream lasts: who looks is asked again who he is.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(10);

    private static readonly FormOptions PastedForm = new() { ValueLengthLimit = AskSection.Longest, ValueCountLimit = 8, KeyLengthLimit = 64 };

    public async Task PageAsync(HttpContext context)
    {
        DashboardResponse.Protect(context);
        await DashboardResponse.WriteAsync(context, await page.RenderAsync(PathOf(context, ""), Html.Empty, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>The parts that change by themselves.</summary>
    public async Task FreshAsync(HttpContext context)
    {
        DashboardResponse.Protect(context);
        await DashboardResponse.WriteAsync(context, await page.RenderFreshAsync(context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Decisions as they come, by Server-Sent Events: a row of the list each.</summary>
    public async Task EventsAsync(HttpContext context)
    {
        DashboardResponse.Protect(context);
        if (!DashboardResponse.IsOwn(context.Request))
        {
            await DashboardResponse.ProblemAsync(context, StatusCodes.Status403Forbidden, "The page alone may ask.").ConfigureAwait(false);
            return;
        }

        string last = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : context.Request.Query["after"].ToString();
        using var watcher = recent.Watch(long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long after) ? after : 0);
        if (watcher is null)
        {
            await DashboardResponse.ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, $"{RecentDecisions.MostWatchers} look already.").ConfigureAwait(false);
            return;
        }

        using CancellationTokenSource limit = new(LongestStream, time);
        // Who does not read keeps a write waiting, which nothing else ends.
        using CancellationTokenSource lastLimit = new(LongestStream + Beat, time);
        using var hanging = lastLimit.Token.Register(context.Abort);
        using var behind = watcher.LeftBehind.Register(context.Abort);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token, lifetime?.ApplicationStopping ?? default);
        await TypedResults.ServerSentEvents(StreamAsync(watcher, end.Token, CancellationToken.None)).ExecuteAsync(context).ConfigureAwait(false);
    }

    /// <summary>What becomes of a request that is pasted into the form.</summary>
    public async Task AskAsync(HttpContext context)
    {
        DashboardResponse.Protect(context);
        if (!DashboardResponse.IsOwn(context.Request))
        {
            await DashboardResponse.ProblemAsync(context, StatusCodes.Status403Forbidden, "The page alone may ask.").ConfigureAwait(false);
            return;
        }

        var answer = await ReadFormAsync(context).ConfigureAwait(false) is { } form
            ? await ask.AnswerAsync(form["request"].ToString(), form["tls"] == "https" ? "https" : "http", context.RequestAborted).ConfigureAwait(false)
            : AskSection.Problem($"A form with a request of at most {AskSection.Longest / 1024} KiB is expected.");
        await DashboardResponse.WriteAsync(context, await page.RenderAsync(PathOf(context, "/ask"), answer, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // Encoded, a byte may take three.
            size.MaxRequestBodySize = 4 * AskSection.Longest;
        }

        try
        {
            return await new FormFeature(context.Request, PastedForm).ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The path under which the page is: what stands below it is named from the root, whether or not the page's own ends in a slash.</summary>
    private static string PathOf(HttpContext context, string below)
    {
        string path = (context.Request.PathBase + context.Request.Path).ToUriComponent().TrimEnd('/');
        return path.EndsWith(below, StringComparison.OrdinalIgnoreCase) ? path[..^below.Length] : path;
    }

    private async IAsyncEnumerable<SseItem<string>> StreamAsync(DecisionWatcher watcher, CancellationToken end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, cancellationToken);
        yield return new SseItem<string>("", "begun") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
        while (await MoreAsync(watcher, either.Token).ConfigureAwait(false) is { } more)
        {
            if (!more)
            {
                yield return new SseItem<string>("", "beat");
            }

            while (watcher.Told.TryRead(out var decision))
            {
                yield return new SseItem<string>(decisions.Row(decision).ToString(), "decision") { EventId = decision.Sequence.ToString(CultureInfo.InvariantCulture) };
            }
        }
    }

    /// <summary>Whether there is more to tell; false if a beat is due, null if the stream is over.</summary>
    private async Task<bool?> MoreAsync(DecisionWatcher watcher, CancellationToken end)
    {
        try
        {
            return await watcher.Told.WaitToReadAsync(end).AsTask().WaitAsync(Beat, time, end).ConfigureAwait(false) ? true : null;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
