import { expect, test } from 'vitest';
import { asGithub } from '../../src/problems/as-github.ts';
import { aProblem } from './a-problem.ts';

test('a problem is a workflow command with its place', () => {
  expect(
    asGithub([aProblem(), aProblem({ severity: 'warning', hint: null, file: '/project/w.yaml' })], '/project'),
  ).toBe(
    '::error file=config/w.yaml,line=5,col=18,title=unknown-phase::depends_on refers to "aa"; did you mean "a"?%0AThe phases are: a, b.\n' +
      '::warning file=w.yaml,line=5,col=18,title=unknown-phase::depends_on refers to "aa"; did you mean "a"?\n',
  );
});

test('nothing in a file can end the command or begin another', () => {
  const written = asGithub([aProblem({ message: '100%\r\n::error::x', hint: null, file: 'a,b:c%.yaml' })], '/project');
  expect(written).toBe('::error file=a%2Cb%3Ac%25.yaml,line=5,col=18,title=unknown-phase::100%25%0D%0A::error::x\n');
});
