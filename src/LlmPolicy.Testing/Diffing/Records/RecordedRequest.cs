using System.Text;
using System.Text.Json;
using LlmPolicy.Replay;
using LlmPolicy.Testing.Keys;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing.Records;

/// <summary>Makes requests of records: with tokens signed by throw-away keys for the callers that were verified, and a body that asks for the models.</summary>
internal sealed class RecordedRequest(TestPolicies before, TestPolicies after)
{
    /// <summary>What no provider accepts, for a token that none did.</summary>
    private const string BadToken = "refused";

    /// <summary>The request; null, with <paramref name="why"/>, where the record does not say enough to make it.</summary>
    public Probe? Of(ReplayRecord record, int line, out string why)
    {
        why = "";
        PolicyRequest? request = new PolicyRequest
        {
            Method = record.Method,
            Target = MaskedTarget.Without(record, before.WithThrowAwayKeys.Policy!.Reads.TokenParameters.Concat(after.WithThrowAwayKeys.Policy!.Reads.TokenParameters)),
            Authority = record.Host,
            Scheme = record.Scheme,
            Protocol = record.Protocol,
            Headers = [.. record.Headers.Select(header => new HeaderField(header.Name, header.Value))],
            RemoteAddress = record.Peer,
            Draw = record.Draw,
        };
        request = record.Token switch
        {
            ReplayToken.Verified => WithCallers(request, record.Callers, ref why),
            ReplayToken.Refused => Places().Aggregate(request, (sent, place) => place.Send(sent, BadToken)),
            _ => request,
        };
        request = request is null ? null : WithApiKey(request, record, ref why);
        return request is null ? null : new Probe(request, $"line {line}") { Now = record.Time, Body = Body(record.Models ?? []) };
    }

    private PolicyRequest? WithCallers(PolicyRequest request, IReadOnlyList<ReplayCaller> callers, ref string why)
    {
        foreach (var caller in callers)
        {
            var issuer = before.WithThrowAwayKeys.Find(caller.Provider, request, caller.Claims, out _) ?? after.WithThrowAwayKeys.Find(caller.Provider, request, caller.Claims, out _);
            if (issuer is null || caller.Claims.ValueKind != JsonValueKind.Object)
            {
                why = $"the provider {caller.Provider} of its token is in neither version";
                return null;
            }

            request = issuer.Send(request, issuer.Mint((object)caller.Claims));
        }

        return request;
    }

    private PolicyRequest? WithApiKey(PolicyRequest request, ReplayRecord record, ref string why)
    {
        CompiledPolicy[] versions = [before.WithThrowAwayKeys.Policy!, after.WithThrowAwayKeys.Policy!];
        if (record.ApiKey?.Split('/') is [var ns, var name])
        {
            if (versions.Select(version => ShownApiKey.Find(version, new ResourceName(ns, name), request)).FirstOrDefault(key => key is not null) is { } shown)
            {
                return shown.Send(request);
            }

            why = $"the Secret {record.ApiKey} of its API key is in neither version";
            return null;
        }

        return record.Reason == ReasonCodes.ApiKeyUnknown
            ? versions.SelectMany(version => version.Listeners.Hosts).SelectMany(host => host.Routes).SelectMany(ShownApiKey.Headers).Distinct(StringComparer.OrdinalIgnoreCase).Aggregate(request, ShownApiKey.SendUnknown)
            : request;
    }

    private IEnumerable<TokenPlace> Places() =>
        before.WithThrowAwayKeys.Issuers.Concat(after.WithThrowAwayKeys.Issuers).Select(issuer => issuer.Place).DefaultIfEmpty(TokenPlace.Default).Distinct();

    private static byte[] Body(IReadOnlyList<string> models) =>
        models.Count == 0 ? [] : Encoding.UTF8.GetBytes($$"""{"model":{{JsonSerializer.Serialize(models[0])}}}""");
}
