using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine;
using LlmPolicy.Explaining;
using LlmPolicy.Tool.Commands;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool;

/// <summary>The command line: one command a file in <c>Commands</c>.</summary>
internal static class Program
{
    // @file is a value of ours, not more arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static int Main(string[] args) => Run(args, new Terminal());

    public static RootCommand Create()
    {
        RootCommand root = new("Checks, explains, compares and tests Gloo VirtualService manifests, offline.")
        {
            CheckCommand.Create(),
            DiffCommand.Create(),
            ExplainCommand.Create(),
            GraphCommand.Create(),
            SchemaCommand.Create(),
            TestCommand.Create(),
            TokenCommand.Create(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        ParseResult parsed = Create().Parse(args, Parsing);
        try
        {
            if (parsed.Action is not HelpWithExamples)
            {
                UnknownOption.Refuse(parsed, args);
            }

            if (parsed.Action is not ParseErrorAction wrong)
            {
                return parsed.Invoke(terminal);
            }

            if (args.Count > 0)
            {
                throw new UsageException(WrongUsage.Of(parsed));
            }

            // Nothing at all: who does not know yet what there is.
            wrong.ShowHelp = true;
            parsed.Invoke(new Terminal { Output = terminal.Error, Error = terminal.Error });
        }
        catch (UsageException e)
        {
            terminal.Error.WriteLine(Printable.Of(e.Message));
        }
        catch (InvalidManifestsException e)
        {
            DiagnosticText.Write(terminal.Error, new Style(hasColour: false), e.Errors, e.Files);
            return ExitCode.Failure;
        }

        return ExitCode.Usage;
    }
}
