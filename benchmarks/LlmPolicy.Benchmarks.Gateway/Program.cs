using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway;
using LlmPolicy.Benchmarks.Gateway.Commands;
using LlmPolicy.Benchmarks.Gateway.Hostile;
using LlmPolicy.Benchmarks.Gateway.Roles;

RootCommand root = new("What the gateway costs a request, beside YARP alone and other gateways. Figures go to stdout, as Markdown.")
{
    CompareCommand.Create(),
    ObserveCommand.Create(),
    SseCommand.Create(),
    StreamsCommand.Create(),
    StartCommand.Create(),
    RedisCommand.Create(),
    RedisFailuresCommand.Create(),
    HostileCommand.Create(),
    LoadCommand.Create(),
    RoleCommand.Create("upstream", "The provider: answers with a fixed body, or a stream of events.", Upstream.Create),
    RoleCommand.Create("yarp", "YARP alone: one route, one cluster, no policy.", YarpAlone.Create),
    RoleCommand.Create("llmpolicy", "LlmPolicy's gateway with the lab's manifests.", LlmPolicyGateway.Create),
    RoleCommand.Create("observed", "LlmPolicy's gateway, with OpenTelemetry's SDK listening to its meter.", ObservedGateway.Create),
    RoleCommand.Create("audited", "The same, with a record of each decision on the console.", ObservedGateway.CreateAudited),
    RoleCommand.Create(SilentSource.Role, "LlmPolicy's gateway, with a source of secrets that does not answer.", SilentSource.Create),
    RoleCommand.Create("handmade", "The lab's policy by hand: JwtBearer, an authorization policy, YARP's transforms.", Handmade.Create),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (MeasurementException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
