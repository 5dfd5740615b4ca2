/** Synthesizes the templates that other people's tools look at. */
import { VARIANTS } from '../../support/stack-variants.ts';
import { synthesize, type Template } from '../../support/synth.ts';
import { TemplateFiles } from '../../support/template-files.ts';

/** Every variant's template. */
export function synthesizeVariants(): { name: string; template: Template }[] {
  return VARIANTS.map(({ name, context }) => ({ name, template: synthesize(context) }));
}

/** A template with what every tool must find: a tool that finds nothing in it has not looked. */
export function carelessTemplate(): TemplateFiles {
  const template = {
    Resources: {
      Careless: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'careless',
          Roles: ['someone'],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
          },
        },
      },
      Open: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          GroupDescription: 'open',
          Misspelt: true,
          SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
        },
      },
    },
    Outputs: {},
  };
  return new TemplateFiles([{ name: 'careless', template }]);
}
