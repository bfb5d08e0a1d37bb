using LlmPolicy.Asking;
using LlmPolicy.Dashboard.Decisions;
using LlmPolicy.Explaining;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>A box to paste a request into, and what the policy makes of it. What is pasted is never shown again, kept or logged: it may hold a token.</summary>
internal sealed class AskSection(RequestQuestion question, ILogger<AskSection> logger)
{
    /// <summary>The longest text.</summary>
    public const int Longest = 256 * 1024;

    public static Html Render(string page, Html answer) => Html.Of($"""
        <section id="ask" aria-labelledby="ask-title"><h2 id="ask-title">Ask why</h2>
        <form method="post" action="{page}/ask" autocomplete="off">
        <label for="request">A request as it is sent, or a line of curl</label>
        <textarea id="request" name="request" rows="6" required maxlength="{Longest}" spellcheck="false" autocapitalize="off" aria-describedby="request-help" placeholder="POST /v1/chat/completions HTTP/1.1&#10;Host: example.com&#10;Authorization: Bearer …"></textarea>
        <p id="request-help" class="quiet">Nothing is sent upstream, and nothing of it is kept, logged or shown again, its token least of all.</p>
        <div class="bar"><label><input type="checkbox" name="tls" value="https"> over TLS, if no URL says so</label><button type="submit">Ask</button></div></form>
        <div id="answer" tabindex="-1">{answer}</div></section>
        """);

    /// <summary>What the policy makes of what was pasted.</summary>
    public async Task<Html> AnswerAsync(string pasted, string scheme, CancellationToken cancellationToken)
    {
        if (PastedRequest.Read(pasted, scheme, out string problem) is not { } written)
        {
            return Problem(problem);
        }

        try
        {
            var (generation, explanation) = await question.AskAsync(written, cancellationToken).ConfigureAwait(false);
            return Answer(generation, explanation);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The exception's text may hold what was pasted.
            Log.PastedNotExplained(logger, e.GetType(), e.StackTrace);
            return Problem("The policy's code failed on it. The log says where.");
        }
    }

    public static Html Problem(string problem) => Html.Of($"""<div class="alert"><strong>Not asked.</strong> {problem}</div>""");

    private static Html Answer(PolicyGeneration generation, PolicyExplanation explanation)
    {
        var decision = explanation.Decision;
        bool passes = decision.Forwarding is not null;
        return Html.Of($"""
            <div class="verdict {(passes ? "passed" : "refused")}"><h3>{(decision.Response is { } response ? $"{response.StatusCode} " : "")}<code>{decision.Reason}</code></h3>
            <p class="meaning">{ReasonMeaning.Of(decision.Reason)}. Policy <code>{generation.Policy.Generation}</code>, route {decision.Route?.ToString() ?? "none"}.</p>
            {StepList.Of(DecisionReader.Shown(explanation.Steps), decision.Position is { } position ? SourceExcerpt.Of(position, generation.Inputs.Manifests) : [], decision.Position)}</div>
            """);
    }
}
